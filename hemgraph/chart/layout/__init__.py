"""Where it is drawn: the grid, the search for a good one, the routes of edges, and an independent check."""
