"""The deciding part of a round, pure: an item's commands become events, answers and receipts.

settle    decides the commands of an item one after another
replay    rebuilds an item and its receipts from its events
group_ends  the ends of groups, and the effects of items on them
receipts  what a bid_id was used for, so that it has one effect and one answer
records   answers, receipts and journal entries, and their MessagePack form
"""
