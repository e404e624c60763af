"""`make bench-growth`: the cost of a bid along the axes on which a deployment grows.

    __main__        the command line
    plan            the axes, their values and their loads
    bench           every axis in turn, and the prediction of the largest number of nodes
    deployment      the product with stores of its own, as one value of an axis
    stores          the pids and counters of Redis and PostgreSQL
    growing         makes histories, items, idle sockets and archived bids
    measure         one sample: the swarm on a deployment
    results         samples, their medians, and the JSON file that keeps them
    model           coefficients of the cost, and predictions from them

All values of an axis run at once and are measured in turn, so that a slow hour of the machine is the same
for all of them. The page is made by `loadtest.bench.publish.scaling`.
"""
