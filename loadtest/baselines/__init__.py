"""Servers to compare the product with: the same wire contract, each with one other way to settle a bid.

    name        a bid is settled by                                           stands in locks/
    none        read, compare, write: no lock at all                          none.py
    redislock   redis-py's own `Lock`, taken for every bid                    redislock.py
    setnx       `SET NX PX` for every bid, tried again every 2 ms             setnx.py
    rowlock     `SELECT ... FOR UPDATE` in PostgreSQL, nothing cached         rowlock.py
    watch       WATCH, MULTI, EXEC, from the start when another was faster    watch.py
    lua         one script, which Redis runs without interruption             lua.py, bid.lua
    node        as setnx, on the official Node server                         node/

All but `node` share `skeleton.py` (sockets, HTTP), `items.py` (the rule and the wire shapes) and
`queue.py` (bids into PostgreSQL, row by row), so that nothing but the settling tells them apart. They
are written as a good engineer writes a first version: nothing is slowed down, nothing is batched.

What they leave out is left out by all: bid ids are not remembered, items don't end, nothing is
recovered after a crash.
"""
