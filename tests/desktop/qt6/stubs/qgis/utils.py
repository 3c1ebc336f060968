"""What the plugin reads of it: the interface of a desktop, which is not there."""

iface = None
