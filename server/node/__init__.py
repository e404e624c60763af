"""The composition of a node: its settings become parts, and the parts become a running process."""
