"""The results of a bench as people read them.

    tables    tables in Markdown
    charts    PNG charts
    readme    the README's section of results, written between two marks

Everything here is made from the files in loadtest/results/.
"""
