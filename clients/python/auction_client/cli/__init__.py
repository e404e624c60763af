"""The command line of `python -m auction_client`.

command_line   the commands and their exit status
commands/      the commands, by subject
printing       the lines that they print
terminal       hidden characters escaped, any encoding, and a reader that leaves
money          amounts as people write them
minor_units    the decimals of currencies, generated from ISO 4217
durations      numbers of seconds
"""
