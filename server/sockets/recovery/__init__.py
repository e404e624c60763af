"""Recovery of a connection's state when its client comes back."""
