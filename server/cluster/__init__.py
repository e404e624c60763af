"""Several nodes on one machine behind HAProxy, on embedded stores: one command, one address.

`python -m server.cluster run` is a composition root above the node's own. Nodes are processes of their own
and know nothing of it.

    __main__        the command line: `run`, `add` and `restart`
    files           the cluster's files, and the lock of the one that runs
    slots           the addresses that its nodes may have
    configuration   deploy/haproxy.cfg at other addresses
    balancer        HAProxy, and how its servers are switched on
    member          one node: its process, and what becomes of it when it ends
    cluster         all members: adding one, restarting all one after the other
"""
