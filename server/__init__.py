"""The node: pure rules, the bidding floor, and the two faces, Socket.IO and HTTP, that lead to it."""
