-- The archive. Moments (`_at`) are milliseconds since the epoch on the server's single clock, amounts are
-- minor units of the item's currency. Both are the same on the wire, so nothing is rounded.

CREATE TABLE users (
    user_id    text PRIMARY KEY,
    handle     text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE auctions (
    auction_id text PRIMARY KEY,
    title      text NOT NULL,
    auctioneer text NOT NULL REFERENCES users,
    currency   text NOT NULL,
    created_at bigint NOT NULL
);
CREATE INDEX auctions_newest ON auctions (created_at DESC, auction_id);

-- An item's listing is written when it is put up; its standing (from `seq` on) follows the journal.
-- While seq is 0, its first event has not been archived yet.
CREATE TABLE items (
    item_id    text PRIMARY KEY,
    auction_id text NOT NULL REFERENCES auctions,
    listing    jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    seq        bigint NOT NULL DEFAULT 0,
    status     text NOT NULL DEFAULT 'scheduled',
    price      bigint,
    leader     text REFERENCES users,
    bid_count  bigint NOT NULL DEFAULT 0,
    ends_at    bigint,
    winners    jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX items_of_auction ON items (auction_id, created_at, item_id);

-- Every event of every item, from which all other tables of bids and standings can be computed.
CREATE TABLE events (
    item_id text NOT NULL REFERENCES items,
    seq     bigint NOT NULL,
    at      bigint NOT NULL,
    type    text NOT NULL,
    body    jsonb NOT NULL,
    PRIMARY KEY (item_id, seq)
);

CREATE TABLE bids (
    item_id text NOT NULL REFERENCES items,
    seq     bigint NOT NULL,
    bid_id  text NOT NULL,
    bidder  text NOT NULL REFERENCES users,
    amount  bigint NOT NULL,
    at      bigint NOT NULL,
    auto    boolean NOT NULL,
    PRIMARY KEY (item_id, seq),
    UNIQUE (item_id, bid_id, auto)
);
CREATE INDEX bids_of_bidder ON bids (bidder, at);
