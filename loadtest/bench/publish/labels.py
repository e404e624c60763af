"""The names of servers and loads in tables, charts and headings."""

from loadtest.bench.plan import DROP_10000, HOT, MANY, RATE, ROOM, ROOM_10000, THOUSAND

SERVERS = {
    "auction": "**this product**",
    "auction, everysec": "**this product**, `appendfsync everysec`",
    "none": "no lock: read, compare, write",
    "redislock": "redis-py's `Lock` per bid",
    "setnx": "`SET NX` with retry per bid",
    "rowlock": "PostgreSQL row lock, no cache",
    "watch": "`WATCH`/`MULTI` with retry",
    "lua": "one Lua script per bid",
    "node": "Node, socket.io, `SET NX` with retry",
    "node-lua": "Node, socket.io, one Lua script per bid",
    "bun-lua": "Bun, socket.io, one Lua script per bid",
}
LOADS = {
    HOT.name: "One hot item, 50 bidders in a closed loop",
    "10 items": "10 items, 50 bidders in a closed loop",
    MANY.name: "100 items, 100 bidders in a closed loop",
    THOUSAND.name: "1,000 items, 1,000 bidders in a closed loop",
    RATE.name: "1,000 bids/s over 10 items, whether the server keeps up or not",
    ROOM.name: "A room of 1,000 sockets, 20 bids/s",
    ROOM_10000.name: "A crowded room: 10,100 sockets, 1,000 bids/s",
    DROP_10000.name: "10,000 sockets of one room dropped at once",
}


def label(server: str) -> str:
    """Return a server's name in tables."""
    name, _, behind = server.partition(", ")
    return SERVERS.get(server) or f"{SERVERS[name]}, {behind}"


def plain_label(server: str) -> str:
    """Return a server's name without the marks of Markdown."""
    return label(server).replace("*", "").replace("`", "")


def heading(load: str) -> str:
    """Return a load's name in headings."""
    return LOADS.get(load, load)
