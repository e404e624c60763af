"""The settling of a sale over HTTP.

settling  quotes, results and statements
webhooks  /webhooks and their deliveries
"""
