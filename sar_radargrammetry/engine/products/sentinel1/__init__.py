"""Sentinel-1 GRD images, as delivered or warped onto a map."""
