"""From WARCs to outcomes: what is learned of each site first, and the work shared out to processes."""
