"""The wire, without I/O.

    frames     WebSocket (RFC 6455): the opening request, frames to send, frames to read
    packets    Engine.IO and Socket.IO packets, and the contract's messages inside them
    sale_packets  those about a whole sale

A frame carries a packet, and `packets` knows nothing of sockets.
"""
