"""Servers to compare the product with: the same wire contract, each with another way to settle a bid.

    name        a bid is settled by                                      module
    none        read, compare, write, without a lock                     locks/none.py
    redislock   redis-py's own `Lock`, taken for every bid               locks/redislock.py
    setnx       `SET NX PX` for every bid, retried every 2 ms            locks/setnx.py
    rowlock     `SELECT ... FOR UPDATE` in PostgreSQL, without a cache   locks/rowlock.py
    watch       WATCH, MULTI, EXEC, retried after a conflict             locks/watch.py
    lua         one script, which Redis runs atomically                  locks/lua.py
    node        as setnx, on the official Socket.IO server for Node      node/locked.js
    node-lua    as lua, on the same server, sent by its digest           node/scripted.js
    bun-lua     the same on Bun, with its own engine for sockets         node/on-bun.js

    __main__    the command: starts one of them
    skeleton    sockets and HTTP
    items       the item, the rule, and the messages of the contract
    queue       accepted bids on their way into PostgreSQL, row by row
    tokens      the check of tokens
    archive     exports the rows in the form that the audit reads

Those in Python share these modules, so they differ only in how they settle a bid. Those in JavaScript share
theirs, and insert into PostgreSQL in batches. Each is written as a good engineer writes a first version,
without artificial delays. All leave out the same
features: they don't remember bid ids, their items don't end, and they don't recover from a crash.
"""
