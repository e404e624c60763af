"""The records of sales besides the events of their items: one store a module.

clerks    the users whom a sale's auctioneer lets run it, and the bids that they entered
paddles   the bidders in the room, by number
listings  the listings of a sale, many at a time
lots      the claims of lot numbers
outcomes  the outcomes of items, for results and statements
sales     the sales themselves, to be changed and deleted
search    items found by their listings and standings
service  the moment of the last service of each shard
bidders  the bidders of sales
own_items  what users bid on, won and watch
webhooks    webhooks and their deliveries, for their owners
deliveries  deliveries to webhooks, for the task that attempts them
acts      acts on whole sales
"""
