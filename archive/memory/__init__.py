"""What a collection remembers of every page: when it was visited, what that showed, when it is due again."""
