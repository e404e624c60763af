"""Load tests, servers to compare with, and an audit of clients' logs against the server's records.

    load         `make load`: the standard Locust scenario
    sale         tokens, and items put up and read over HTTP
    launch       server processes and their ports
    clock        the clock of the evidence
    evidence     the logs that load clients write for the audit

    scenarios/   Locust's files
    swarm/       thousands of raw sockets on one core
    baselines/   other ways to build the same server
    audit/       the check of a run's evidence
    bench/       the product and the baselines, measured in turn, and the pages of results
    attacks/     attacks on a node, their cost, and what others notice of them
    overload/    a node at ten times its peak
    rolling/     a rolling restart of a cluster under load
    results/     the stored results

Everything here knows the wire contract only and imports nothing of the product.
"""
