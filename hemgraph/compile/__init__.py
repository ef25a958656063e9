"""A graph compiled: the same answers, faster, or for many rows at once."""
