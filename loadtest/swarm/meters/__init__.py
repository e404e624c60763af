"""What a swarm measures with.

    histogram    times in logarithmic buckets
    tally        counters of bids, deliveries and losses
    window       the measuring window: counters and CPU time between its two ends
    processes    CPU time and RAM of processes, from /proc

None of them knows the wire.
"""
