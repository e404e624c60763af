-- Listings that are amended, items that are deleted, and the lot numbers of a sale.

-- The latest amendment decides which listing an item has, in whatever order they are archived.
CREATE INDEX events_amendments ON events (item_id, seq) WHERE type = 'ListingAmended';

DROP INDEX items_live;
CREATE INDEX items_live ON items (item_id)
    WHERE status NOT IN ('sold', 'unsold', 'cancelled', 'deleted');

-- A lot number is claimed before an item gets it, so that no two items of a sale have the same one
-- (decision 0151). A claim whose item did not get the number can be taken over after a minute.
CREATE TABLE lots (
    auction_id text NOT NULL REFERENCES auctions ON DELETE CASCADE,
    lot        text NOT NULL,
    item_id    text NOT NULL,
    claimed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (auction_id, lot)
);
CREATE INDEX lots_of_item ON lots (item_id);
