"""Load tests, baselines, and the audit that holds what clients saw against what was kept.

Speaks the wire contract only, to whatever serves it; imports nothing of the product.
"""
