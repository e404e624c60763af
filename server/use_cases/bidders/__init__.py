"""The bidders of a sale: they ask to be admitted, and the house decides.

store      the bidders of sales as these use cases ask for them
admitting  requests for admission, and the house's decisions
blocking   blocks, which hold on every item of a sale
"""
