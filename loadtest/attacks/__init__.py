"""Attacks on a node: what they cost it per byte, and how long another socket's bids take meanwhile.

    __main__         `make bench-attacks`: every attack in turn, and the table in docs/results.md
    measure          a node on a core of its own, and its CPU time and answers with and without an attack
    bystander        sockets that bid at a fixed rate, and the times of their answers
    attacker         `python -m loadtest.attacks.attacker`: one attack for some seconds, as a process
    sender           connections to a node that count what they send
    http_attacks     the attacks over HTTP requests and polling sessions
    socket_attacks   the attacks over websockets
    kinds            all attacks by name

The node has its default limits. The attacker has another address than the bystander.
"""
