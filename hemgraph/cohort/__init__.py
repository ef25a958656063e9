"""Every row of a table through a graph: read with DuckDB, looked up in small tables, counted and written."""
