"""The nemesis: rounds of random faults and pairs of faults, which follow from a seed.

pairs     two faults that overlap in time, and which of them can strike together
worlds    the scenes, each with the faults that can strike in it
rounds    a round of a seed
recorded  rounds as a record has them
lanes     the rounds of a run, several at a time
"""
