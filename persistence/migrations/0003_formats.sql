-- All formats: units, secret offers, and auctions that check their bidders or run their items in turn.

ALTER TABLE bids
    ADD COLUMN quantity integer NOT NULL DEFAULT 1,
    -- Hidden from everybody until the item is sold or unsold.
    ADD COLUMN secret   boolean NOT NULL DEFAULT false;

ALTER TABLE auctions
    ADD COLUMN approval       boolean NOT NULL DEFAULT false,
    ADD COLUMN spending_limit bigint,
    ADD COLUMN gap_ms         bigint;

-- The auctioneer's decision on a bidder. Where spending_limit is NULL, the auction's limit holds.
CREATE TABLE admissions (
    auction_id     text NOT NULL REFERENCES auctions,
    user_id        text NOT NULL,
    approved       boolean NOT NULL,
    spending_limit bigint,
    PRIMARY KEY (auction_id, user_id)
);
