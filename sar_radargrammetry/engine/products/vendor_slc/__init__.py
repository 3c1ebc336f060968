"""Vendors' single-look complex products, by sarpy's readers."""
