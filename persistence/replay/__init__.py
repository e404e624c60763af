"""The archive is decided again: by this version, or by another one before it is released.

reading      streams archived items, their events and their bids
placed_bids  keeps the bids of a long history in a file
deciding     decides a stream of events again, and names the differences
shadow       has another version decide the archive again
progress     prints how far a command has come
"""
