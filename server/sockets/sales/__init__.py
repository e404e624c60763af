"""The feeds of sales: the standing of a watched sale's items, for the sale's room on this node.

rows       an item as a row of a sale, from news or from the hot state, pure
feed       the rows of one sale, and the message in which its room was last sent each, pure
feeds      the feeds of this node, which take the news of commits and send in turns
reader     reads sales from the stores, when a feed begins and to find what it lacks
standings  the own maxima and offers of a reader
watching   sockets enter a sale's room, and are answered with a page of it
"""
