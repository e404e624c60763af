"""The node: pure rules, the bidding floor, and its two faces, Socket.IO and HTTP."""
