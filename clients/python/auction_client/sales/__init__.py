"""Watching a whole sale.

sale_view     the pure fold of a sale's messages
sale_watch    one watched sale, kept complete
sale_watches  the watched sales of a client
"""
