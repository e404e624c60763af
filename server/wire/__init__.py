"""The messages on the wire: requests, answers, errors and codes, the same on both faces."""
