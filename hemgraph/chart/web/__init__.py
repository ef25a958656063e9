"""The chart that answers: one file for a browser, with the graph as data and a small evaluator."""
