"""The simulator: nodes, stores, clients and faults in one process, on virtual time, from one seed.

simulation   one simulation: the scene, the sale, and the end at which all agree
worlds       the worlds of the seeds: sales of half a minute, and sales of days
loop         virtual time, and processes that stop and are killed
trace        the order of all callbacks, by which two runs of a seed are compared
clocks       clocks and random numbers in the place of the machine's
wire         connections with delays, cuts and losses
redis_model  a model of Redis, which runs the product's real scripts
postgres     a real PostgreSQL behind simulated connections
real_connection  the one connection to it
node         a node: the product's own core
sale         the sale, and the house that puts its items up
people       who takes part, in rushes and between them
house        the auctioneer who runs the items
bidders      the clients that bid
sockets      the watchers' screens, over the product's own sockets
faults       the faults of a seed
failovers    a replica becomes the primary, and a former primary comes back
outcome      what a simulation has seen and found
liveness     the waits that no fault excuses
judge        the audit of what has happened
totals       the sums over the simulations of a run that have one kind of world
runs         seeds in processes of their own, and the shrinking of one that fails
"""
