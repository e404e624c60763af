"""The operations of the HTTP face by group: what each takes, answers and refuses.

operation  one operation, and the refusals that many share
bidders    the operations about the bidders of a sale, and what is theirs
bidding    the operations of bidders
looking    the operations that show sales, items and bids
selling    the operations of those who set up and run a sale
reach      the operation that shows who has the present price
editing    changes and deletions of items and sales
catalogue  searches among items, and sales as files
settling   quotes, results, statements and webhooks
node       the operations of the node itself
table      all of them, in reading order
"""
