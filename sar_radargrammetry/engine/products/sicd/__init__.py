"""SICD products (NITF): complex images with a standard geometry."""
