"""The command line of `python -m auction_client`.

command_line   the commands and their exit status
catalogue      the commands `search`, `import` and `export`
mine           the command `mine`
saleroom       the commands of those who run a sale
printing       the lines that they print
terminal       hidden characters escaped, any encoding, and a reader that leaves
money          amounts as people write them
minor_units    the decimals of currencies, generated from ISO 4217
durations      numbers of seconds
bots           bots that bid on an item, for a trial
bot_moves      the next move of a bot, as a pure function of the item
"""
