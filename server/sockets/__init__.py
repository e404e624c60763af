"""The Socket.IO face: who a socket is, the events it may send, the rooms it hears."""
