"""What a dataset holds, counted in one pass: tables and plots for the terminal and as one HTML file."""

from archive.stats.count import Gap, SiteStats, Stats, count
from archive.stats.page import stats_page

__all__ = ["Gap", "SiteStats", "Stats", "count", "stats_page"]
