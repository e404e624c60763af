"""The audit compares the clients' logs, the hot state and the archive of a run with each other.

    __main__       the command line: `collect` and `check`
    collect        exports the server's records into the directory of the clients' logs
    settlements    exports the results and statements of the sales
    record         reads the logs, hot.json, archive.json and the other records
    case           sorts the evidence by item
    replay         the audit's own replay of an item's events by the rules
    checks         the checks, each on one item's evidence
    judgement      all checks on all items, by the letter of their invariant
    report         the verdicts as text or JSON

The audit has its own model of the rules and trusts the logs only. A bid without a definite answer may be in
the archive or not; everything else must agree. A loss is a violation, unless the run may lose events and a
node named them.
"""
