"""The checks of the audit, each on one item's evidence, by the letters of the invariants.

losses         L, M and C on losses: set aside, refused, named, notified; two histories
promises       L, D and P: answers against the archive
course         M and W: events and outcomes
charges        W: the charges of winners, and their statements
screens        C: messages and screens
secrecy        C on sealed items: what is hidden until the close
retractions    retracted bids, under L, P and C
"""
