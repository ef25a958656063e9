"""What is drawn: boxes with their text, captions, edges, sections, counts; no place yet."""
