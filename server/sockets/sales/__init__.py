"""The feeds of sales: how the items of a watched sale stand, for the sale's room on this node.

rows       an item as a row of a sale, from news or from the hot state, pure
feed       the rows of one sale, and which of them its room has been sent, pure
feeds      the feeds of this node, which news of commits reaches and which send in turns
reader     reads sales from the stores, when a feed begins and to find what it lacks
standings  the own maxima and offers of a reader
watching   sockets enter a sale's room, and are answered with a page of it
"""
