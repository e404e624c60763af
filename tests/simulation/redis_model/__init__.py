"""A model of a Redis server: its data, its commands, the scripts it runs, and a client of redis-py for it.

values       the types of values that a key may have
keyspace     what the commands of each type need of the keyspace
commands     the commands on the data, each as Redis defines it
sorted_sets  the commands of sorted sets
streams      the commands of streams and their consumer groups
scripts      Lua scripts, run by a real Lua 5.1
server       the process: clients, subscribers, blocked readers, crashes and losses
replica      a replica that lags behind, and WAIT
client       a client of redis-py whose commands travel over a simulated connection
"""
