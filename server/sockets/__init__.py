"""The Socket.IO face: from a client's packet to its answer, and from a commit to every screen.

server      python-socketio's server on the parts below
dispatch    each packet to its handler, each answer back
busy_bids   bids that are refused before they are decoded
acknowledgements  the packets and frames that answer events
events      the contract's events: parse, call one use case, answer
watches     the answers to `watch`, shared by the sockets that ask in the same moment
identities  who each socket is
lifecycle   how a socket joins and leaves
draining    how the sockets of a stopping node are sent away

overload/   which sockets are not read when clients send too much
transport/  sessions, frames, packets, limits
rooms/      members of rooms, the bus between nodes, delivery
reach/      which watchers certainly have an item's present state
sales/      the feeds of sales
broadcast/  what a commit becomes for the sockets of a room
recovery/   connections that come back
"""
