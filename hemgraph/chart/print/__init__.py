"""Paper: pages, sections, handout, notes, list, poster and form, set by typst."""
