"""Document + Form -> Readings, and the other way: blank forms written."""
