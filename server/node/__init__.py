"""The composition of a node, where settings become parts and the parts become a running process.

The modules:

    app                  the composition root, which starts all parts in order and stops them in reverse
    core                 bidding on the hot state
    archiving            the archive behind the hot state: what writes it, and restores from it
    news                 what has happened, on its way to the sockets that watch
    house                the use cases of those who run sales, for both faces
    socket_face          the Socket.IO face
    http_face            the HTTP face
    webhooks             the delivery of events to webhooks
    operations_listener  the port for the balancer's checks and the monitoring
    stores               connections to Redis and PostgreSQL, configured or embedded
    redis                clients of one Redis server, of Sentinel, or of a cluster
    token_keys           the keys that verify tokens
    traces               the export of traces of bids
    metrics              the metrics of all parts
    process              the process: its ports, its output, its memory and its exit
    demo                 the demo sale
    sign_in              the link by which the house signs in at the console
"""
