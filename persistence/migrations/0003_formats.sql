-- Every format: units, secret offers, auctions that check their bidders or run their items in turn.

ALTER TABLE bids
    ADD COLUMN quantity integer NOT NULL DEFAULT 1,
    -- Shown to nobody until the item has been sold, or has not.
    ADD COLUMN secret   boolean NOT NULL DEFAULT false;

ALTER TABLE auctions
    ADD COLUMN approval       boolean NOT NULL DEFAULT false,
    ADD COLUMN spending_limit bigint,
    ADD COLUMN gap_ms         bigint;

-- What an auctioneer has said of a bidder. spending_limit NULL: the auction's.
CREATE TABLE admissions (
    auction_id     text NOT NULL REFERENCES auctions,
    user_id        text NOT NULL,
    approved       boolean NOT NULL,
    spending_limit bigint,
    PRIMARY KEY (auction_id, user_id)
);
