"""The boxes of a dialog; here they are those of `AlgorithmDialog`."""

iface = None
