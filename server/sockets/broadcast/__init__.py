"""Broadcasts: the messages that the sockets of a room receive after a commit, on every node.

news         the effects of commits on an item, merged into as few messages as possible, pure
own_news     the effect of a commit on the standing of bidders, each sent their own, pure
feed         the news that one room has been sent and is still to be sent, in order, pure
fanout       sends the feeds to the sockets of this node
turns        the rooms that are sent messages, in slices, within a part of the loop's time
credit       the time that the loop has been idle, which the turns may spend at once
broadcaster  turns commits into news for the rooms here and for the other nodes
resync       compares the rooms with the hot state and sends them the missing news
watchers     the number of sockets that watch an item, over all nodes
"""
