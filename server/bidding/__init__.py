"""Bidding: commands are settled in rounds, under the lock of each item, and answered.

archive       the port to the archive that this layer and those above it use
floor         the node's bidding desk: tasks and answers
item_states   the state of each item on the floor, as a table
parking       the timers of items whose round is put off
batch         the commands that a round takes from the floor
rounds        a round: lock, decide, commit
guesses       decisions on known states, which a round may commit with one call
failures      failures of items, each logged once
histories/    item histories, as retractions need them
overload/     refusals of bids before any work is done for them
settling/     the decisions of a round, pure
hot_state/    the items in Redis, their locks and scripts
replication/  answers that wait for a replica of Redis
restoration/  the hot state rebuilt from the archive after Redis has lost data
wakeups       notices that a lock is kept for this node
timekeeper    opens and closes items on time
outages/      shifts of ends after times in which no bid could be decided
groups        moves the items of a group before anybody asks for them
sequencer     calls the items of a sequence one after another
tracing/      rounds that record the stages of traced bids
counters      the floor's counters
"""
