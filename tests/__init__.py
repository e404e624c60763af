"""Tests, and the modules that several folders of them share.

The folders:

    unit            pure parts; mirrors the source
    integration     parts on real stores; mirrors the source
    cluster         nodes in processes of their own, and the command line
    browser         the page in Chromium
    hostile         clients that make mistakes or attack, against a real node
    faults          failures under load, judged by the audit
    benchmarks      costs of the bidding path

The modules:

    conftest        fixtures: stores of a test's own, and a node
    nodes           nodes in this process or in others, and clients of them
    redis_servers   Redis servers of a test's own, a cluster, a primary with a replica and Sentinel
    proxy           a TCP proxy in front of a store, with rules that hold, lose and reset
    proxy_rules     the rules of that proxy, and their actions
    lossy_frames    frames from a node of which a test loses some and delays others
    raw_socket      a websocket client that can send malformed data
    contract_checks checks of answers against the published contract
    archive_rows    reads of the archive that wait for it
    processes       reads of the machine's process table
    stores          a database for programmes that run without pytest
    timeouts        how long tests wait
    virtual_time    an event loop of virtual time
"""
