"""The commands.

catalogue   the commands `search`, `import` and `export`
mine        the command `mine`
saleroom    the commands of those who run a sale
bots        bots that bid on an item, for a trial
bot_moves   the next move of a bot, as a pure function of the item
"""
