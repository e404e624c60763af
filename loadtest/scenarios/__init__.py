"""The standard Locust scenario: a sale is put up, then a crowd of simulated people comes to it.

    locustfile     puts up the sale and decides whether the run has failed
    crowd          the kinds of users and what each does
    socket_user    a user with a Socket.IO connection
    shapes         the number of users at each moment
    answers        the answers that the contract allows

Start it with `python -m loadtest.load`, or with Locust itself and `locustfile.py`.
"""
