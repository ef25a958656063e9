"""Results as text, JSON and YAML."""
