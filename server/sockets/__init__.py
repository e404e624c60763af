"""The Socket.IO face: from a client's packet to its answer, and from a commit to every screen.

server      python-socketio's server on the parts below
dispatch    passes each packet to its handler, and each answer back
busy_bids   bids that are refused before they are decoded
acknowledgements  the packets and frames that answer events
events      the contract's events: parse, call one use case, answer
watches     the answers to `watch`, shared by the sockets that ask in the same moment
identities  the identity of each socket
lifecycle   admits sockets and takes leave of them
draining    sends the sockets of a stopping node away

overload/   the order of reading when clients send too much
transport/  sessions, frames, packets, limits
rooms/      members of rooms, the bus between nodes, delivery
reach/      the watchers that certainly have an item's present state
sales/      the feeds of sales
broadcast/  the messages that commits send to the sockets of a room
recovery/   connections that come back
"""
