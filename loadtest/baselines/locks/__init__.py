"""How each baseline settles a bid.

    none           no lock
    redislock      redis-py's own `Lock`
    setnx          `SET NX PX` with retry
    watch          WATCH, MULTI, EXEC with retry
    lua            one script per bid (`bid.lua`)
    rowlock        `SELECT ... FOR UPDATE` in PostgreSQL
    redis_items    the items in Redis, under all but `rowlock`

Each module holds one class with the methods of `skeleton.Baseline`.
"""
