"""Sets of cases, and which of them answer what: the ground that the trace and every proof stand on."""
