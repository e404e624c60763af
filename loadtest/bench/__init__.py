"""`make bench`: the product and the baselines side by side in one run, and the pages that show the results.

    __main__        the command line
    plan            which servers, under which loads, in which order
    rounds          every server takes its turn in every round
    measure         one run: empty stores, a server, the swarm, the audit
    place           the two cores, the stores and the server processes
    balancer        HAProxy in front of several nodes
    bare_write      the CPU time of a write to a socket, and of nothing else
    interference    the CPU time that other programs took from the bench
    results         runs, their medians, and the JSON file that keeps them

    growth/         the cost of a bid as a deployment grows
    publish/        tables, charts, docs/results.md and the README's section

`publish` reads what `results` has stored and starts nothing.
"""
