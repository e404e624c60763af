"""The command line of `python -m clients.python`."""
