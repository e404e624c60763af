"""Faults in a rush of bids, judged by checks after each of them and by the audit at the end.

    rush          bidders and watchers on two items, with a log of all that they send and receive
    screens       the sockets of watchers and of bidders
    nodes         nodes in processes of their own, with a proxy before each store
    scene         nodes on a Redis of their own
    replicated    nodes on a Redis with a replica, behind Sentinel or in a cluster
    standby       nodes on a PostgreSQL with a standby
    kinds         the faults
    checks        service, the rate of before, and no alarm, after every fault
    rates         rates of a rush, as far as other programs leave the machine to it
    archive_check SQL on the archive, as a second judge beside the audit
    tally         what was counted and measured
    programme     carries faults out, one after the other
    listed        the list of all faults, in groups
    nemesis       rounds of random faults and pairs of faults, from a seed
    report        the record of runs, and docs/faults.md, which is made of it
    failovers     what failovers cost: time without service, and losses
    mutants       mistakes built into a copy of the product, and whether the faults show them
    wrong_clock   clocks of servers that can be set
    small_disk    a disk that fills up
    __main__      `make faults`: the whole programme

A fault is made from outside: by signals, by commands to a store, or by rules of a proxy (`tests.proxy`).
`test_faults` carries out a selection of the programme. The other tests have stories of their own.
"""
