-- What is a user's own: the items that they bid on, won and watch.

-- The latest bid of a user on each item, found by steps from item to item (decision 0167).
DROP INDEX bids_of_bidder;
CREATE INDEX bids_of_bidder ON bids (bidder, item_id, seq);

CREATE INDEX items_won ON items USING gin (winners jsonb_path_ops) WHERE status = 'sold';

CREATE TABLE watchlist (
    user_id  text NOT NULL,
    item_id  text NOT NULL REFERENCES items ON DELETE CASCADE,
    added_at bigint NOT NULL,
    PRIMARY KEY (user_id, item_id)
);
CREATE INDEX watchlist_newest ON watchlist (user_id, added_at DESC, item_id DESC);
