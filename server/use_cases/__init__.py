"""The use cases: each request of either face, from its parsed form to the body of its answer.

    bidding     place a bid, retract one
    reach       the hammer's reach: who has the present price, and commands that wait for it
    running     the commands of those who run a sale, on an item
    saleroom/   clerks, paddles and the bids of the room, and notices to a sale
    watching    an item as it stands, missed bids, pages of history
    selling     sales and their items
    editing     amendments of items, and their deletion
    sale_editing  changes of sales, and their deletion
    sale_terms  the terms of a sale, which its items follow
    lots        the lot numbers of a sale's items
    bidders/    the bidders of a sale: admission and blocks
    item_pieces items of a sale's page, encoded once for as long as they do not change
    sale_acts/  acts on whole sales
    settling/   the cost of bids, the results of sales and the statements of bidders
    catalogue   searches among items, and sales as files
    users       registration, and the answer to `authenticate`
    stores      failures of the stores as refusals
    losses      bids that a failure of the stores has lost

A use case returns the answer's body, or the floor's rejection as a value. It raises Refused for a
request that does not reach the floor.
"""
