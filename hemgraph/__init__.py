"""Clinical management algorithms as one file: traced, printed and reviewed."""
