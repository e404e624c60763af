"""The command line `auction`, which is also `python -m auction_client`.

command_line   runs a command, and returns its exit status
parser         the commands in their groups, and their options
command        a command, and the exit statuses
commands/      the commands, by subject
session        the options, the server, the token and the output of a command
logins         the logins that are kept between commands
output         lines for people, JSON for programs
live/          the views of an item or a sale that is watched
printing       the lines of changes and refusals
words          the words for items and bids, by status and format
tables         aligned columns
moments        moments and durations as people write them
terminal       hidden characters escaped, any encoding, and a reader that leaves
money          amounts as people write them
minor_units    the decimals of currencies, generated from ISO 4217
"""
