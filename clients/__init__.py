"""Clients of the auction. They know the wire contract and nothing of the server's code."""
