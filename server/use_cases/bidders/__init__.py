"""Bidders: they ask to be admitted to a sale, the house decides, and they see what is theirs.

store      the bidders of sales as these use cases ask for them
admitting  requests for admission, and the house's decisions
blocking   blocks, which hold on every item of a sale
deposits   the signed calls of the deposit service
voiding    the bids of a blocked bidder are voided
mine       the items that a bidder has bid on, won and put on their watchlist
"""
