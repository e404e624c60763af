"""A swarm of raw sockets on one core: thousands that watch, some that bid, all of them measured.

    __main__    the command: put up a sale, run, print the report
    options     the command line and its checks
    cast        the sale, the bidders and the watchers of a run
    run         a run from its first socket to its last screen
    arrivals    how the sockets connect
    pace        when the bids are sent
    progress    a line every second, and the check for a silent server
    drop        every watcher's connection reset at once, and their return
    report      the results as JSON and as a table

    sockets/    one object per connection, and the state they share
    wire/       WebSocket frames and the contract's packets, without I/O
    meters/     histograms, counters, the measuring window, CPU and RAM of processes

Imports go down: from the command and its run to `sockets`, from there to `wire` and `meters`.
"""
