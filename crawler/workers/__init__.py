"""Many sites over several processes: each worker crawls its share, the parent tells and gathers."""
