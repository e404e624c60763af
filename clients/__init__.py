"""Clients of the auction. They know the wire contract and nothing of the server's code.

python/   the Python SDK and its command line
web/      the TypeScript SDK and the page that is built on it
"""
