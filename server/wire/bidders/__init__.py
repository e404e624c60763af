"""The messages about the bidders of a sale.

admission  requests for admission, the house's decisions, and where bidders stand
terms      the terms of a sale
"""
