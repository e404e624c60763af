"""Overload of the sockets: the order of reading when clients send more than a node can take.

event_pacing  the events of an address beyond its rate are begun in turn
fair_reading  no socket is read twice in a long turn of the loop
held_bids     the bids that a held socket has sent, found by their heads
throttle      no socket is read that bids again before its `retry_after_ms` has passed
"""
