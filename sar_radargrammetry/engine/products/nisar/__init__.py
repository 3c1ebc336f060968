"""NISAR-like RSLC products (HDF5)."""
