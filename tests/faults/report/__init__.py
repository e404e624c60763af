"""The record of runs with faults, and the page that is made of it.

record     a run, and the file to which runs are appended
rows       where each fault is tried
sums       sums and longest times over several runs
service    which faults were followed by a longer time without service, and why
verdicts   what the rounds that failed have failed
text       the page's text
__main__   `make faults-report`: writes docs/faults.md
"""
