-- The tables of every baseline, made by each at its start. The lock is for two that start at once.
-- `bidder` is a user id, `at` in ms since the epoch. No key but its own: what a baseline without a
-- lock accepts twice is kept twice, for all to see.
SELECT pg_advisory_xact_lock(hashtext('baseline_schema'));

CREATE TABLE IF NOT EXISTS baseline_bids (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id text   NOT NULL,
    seq     bigint NOT NULL,
    bid_id  text   NOT NULL,
    bidder  text   NOT NULL,
    amount  bigint NOT NULL,
    at      bigint NOT NULL
);

-- The items of `rowlock`; the others keep theirs in Redis.
CREATE TABLE IF NOT EXISTS baseline_items (
    item_id     text   PRIMARY KEY,
    auction_id  text   NOT NULL,
    title       text   NOT NULL,
    start_price bigint NOT NULL,
    step        bigint NOT NULL,
    price       bigint NOT NULL,
    status      text   NOT NULL,
    seq         bigint NOT NULL,
    leader      text   NOT NULL,
    at          bigint NOT NULL
);
