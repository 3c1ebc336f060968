"""Capella's geocoded images (GEC)."""
