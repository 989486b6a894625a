"""How a crawl treats the servers of others: pauses, rests, opening hours, robots.txt."""
