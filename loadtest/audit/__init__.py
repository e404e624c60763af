"""The audit: holds what clients wrote down, the hot state and the archive against each other.

    collect     what the server has kept, into the directory of the clients' logs    collect.py
    read        logs, hot.json, archive.json                                         record.py
    sort        the evidence by item, with what its events add up to                 case.py, model.py
    check       L, D, P: promises    M, W: the course    C: screens                  promises.py, course.py,
                                                                                     screens.py
    judge       every check on every item, under the letter of its invariant         judgement.py
    report      in lines or as JSON                                                  report.py

It has its own model of the rules and trusts nothing but the logs: a bid that was never answered may
be in the archive or not, everything else has to add up.
"""
