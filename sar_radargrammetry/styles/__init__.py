"""How the results look."""
