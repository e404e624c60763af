"""The transport of the Socket.IO face: connections, frames, polling, timers and rate limits."""
