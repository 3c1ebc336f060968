"""UAVSAR single-look complex images with their annotation."""
