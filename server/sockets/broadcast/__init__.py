"""Broadcasts: what the sockets of a room receive after a commit, on every node.

news         what commits did to an item, merged into as few messages as possible, pure
own_news     what a commit did to the standing of bidders, as each is sent it, pure
feed         what one room has been sent and what is still to be sent, in order, pure
fanout       sends the feeds to the sockets of this node
turns        the rooms that are sent messages, in slices, within a part of the loop's time
credit       the time that the loop has been idle, which the turns may spend at once
broadcaster  turns commits into news for the rooms here and for the other nodes
resync       compares the rooms with the hot state and sends what they lack
watchers     how many sockets watch an item, over all nodes
"""
