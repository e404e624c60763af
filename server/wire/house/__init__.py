"""The settling of a sale on the wire.

fee_rules    the fees of a sale or an item
results      quotes, results and statements
results_csv  results as the rows of a CSV
webhooks     webhooks and their deliveries
"""
