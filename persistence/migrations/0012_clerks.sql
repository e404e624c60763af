-- A clerk is a user whom a sale's auctioneer, or an admin, lets enter bids and run items. A paddle is the
-- number of a bidder in the room: a user, or a person with a name alone, who has a user id of the house's.

CREATE TABLE clerks (
    auction_id text NOT NULL REFERENCES auctions,
    user_id    text NOT NULL,
    granted_by text NOT NULL,
    granted_at bigint NOT NULL,
    PRIMARY KEY (auction_id, user_id)
);
CREATE INDEX clerks_of_user ON clerks (user_id, granted_at DESC, auction_id);

CREATE TABLE paddles (
    auction_id text NOT NULL REFERENCES auctions,
    number     text NOT NULL,
    user_id    text NOT NULL,
    name       text,
    PRIMARY KEY (auction_id, number)
);

ALTER TABLE auctions ADD COLUMN consignor_bids boolean NOT NULL DEFAULT false;

-- The way in which a bid came, and the paddle of its bidder.
ALTER TABLE bids
    ADD COLUMN source text NOT NULL DEFAULT 'online',
    ADD COLUMN paddle text;

-- Voided bids are read as retracted ones are.
CREATE INDEX events_removals ON events (item_id, seq) WHERE type IN ('BidsRetracted', 'BidVoided');
DROP INDEX events_retractions;
