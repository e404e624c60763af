"""The commands. Each module lists its own in `COMMANDS`.

account     `join`, `login`, `logout`, `whoami`, `rename` and `link`
catalogue   `list`, `show`, `search`, `history` and `cost`
watching    `watch` and `watch-sale`
bidding     `bid` and `retract`
mine        `mine`, `follow`, `unfollow` and `statement`
saleroom    the decisions on an item, notices, and bids of the room
sales       a whole sale: its acts, its notices, and its results
bidders     the bidders of a sale, its paddles and its clerks
files       `import` and `export`
bots        bots that bid on an item, for a trial
bot_moves   the next move of a bot, as a pure function of the item
"""
