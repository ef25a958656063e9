"""What a finding can be: domains, exact numbers, sets of values, cells, units."""
