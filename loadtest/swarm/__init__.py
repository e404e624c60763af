"""A swarm of raw sockets on one core: thousands that watch, some that bid, everything measured."""
