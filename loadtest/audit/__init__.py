"""The audit compares the clients' logs, the hot state and the archive of a run with each other.

    __main__       the command line: `collect` and `check`
    collect        exports the server's records into the directory of the clients' logs
    settlements    exports the results and statements of the sales
    record         reads the logs, hot.json, archive.json and the other records
    case           sorts the evidence by item
    replay         the audit's own replay of an item's events by the rules
    losses         the checks of L, M and C on losses: set aside, refused, named, notified; two histories
    promises       the checks of L, D and P: answers against the archive
    course         the checks of M and W: events and outcomes
    charges        the checks of W: the charges of winners, and their statements
    screens        the checks of C: messages and screens
    secrecy        the check of C on sealed items: what is hidden until the close
    retractions    the checks of retracted bids, under L, P and C
    judgement      all checks on all items, by the letter of their invariant
    report         the verdicts as text or JSON

The audit has its own model of the rules and trusts the logs only. A bid without a definite answer may be in
the archive or not; everything else must agree. A loss is a violation, unless the run may lose events and a
node named them.
"""
