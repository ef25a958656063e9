"""Files -> graphs, cases and banks: the only reader of YAML, and the only user of pydantic."""
