"""Decision diagrams over cases: what each condition answers, and which cases pass each node."""
