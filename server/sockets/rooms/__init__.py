"""The rooms of this node, and the bus to those of the other nodes."""
