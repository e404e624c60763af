"""The sockets of a swarm: protocols on one event loop, with no task of their own.

    link          a connection: WebSocket, namespace, pings
    bidder        a link that bids
    watcher       a link that only watches, and one that also keeps a log
    sale_watcher  a link that watches the whole sale
    known_item    the bidders' common knowledge of an item
    run_state     what all links of a run share
    lines         the lines of evidence that links write

`bidder` and `watcher` extend `link`; all three work on one `run_state`.
"""
