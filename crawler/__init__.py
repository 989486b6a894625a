"""The network side: Scrapy components that fetch, record and schedule."""
