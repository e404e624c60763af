"""Restoration of a hot state that may lack committed events, from the archive.

restorer             has eras begun and items restored after a loss
items                restores items one by one, or an auction that checks its bidders as one unit
sweep                restores what nobody has asked for, and older receipts, in the background
loss_notices         has this node archive what it remembers when an era begins
flushing             has the same done before each restoration, while the archive may be away
untrusted_hot_state  the calls of Redis that restoration makes, trusted or not
losses               events that are in no history: logged, counted, and passed on
own_commits          the commits of this node that may not be archived yet
unconfirmed_commits  its commits whose reply was lost
commit_archiver      the task that brings them into the archive when Redis has lost them
heard_events         lost events of which this node knows the numbers alone, named once a later epoch began
high_water_marks     the events that this node saw committed, as evidence against Redis
"""
