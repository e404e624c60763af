"""The results of a bench as people read them, made from the files in loadtest/results/.

    __main__     `python -m loadtest.bench.publish` writes all pages again
    pages        the files: docs/results.md, and the README's section between its two marks
    results      the text of docs/results.md: every table and chart
    summary      the text of the README's section: one table and one chart
    tables       tables in Markdown
    attacks      the table of attacks
    scaling      the measured part of docs/scaling.md
    capacity     its computed tables: coefficients, limits, the needs of large sales
    locust       the table of Locust's run
    charts       PNG charts
    labels       the names of servers and loads
    peers        the strongest peer of a load

No number on these pages is typed by hand (0020).
"""
