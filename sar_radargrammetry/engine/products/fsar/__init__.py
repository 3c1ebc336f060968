"""F-SAR images of DLR (RAT)."""
