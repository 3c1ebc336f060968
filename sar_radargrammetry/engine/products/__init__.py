"""Products of sensors: each folder reads one, `registry.py` recognises them by their content."""
