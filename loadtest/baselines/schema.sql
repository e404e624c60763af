-- The tables of every baseline, created by each at its start. The lock serialises concurrent starts.
-- `bidder` is a user id, `at` is in ms since the epoch. There is no unique key on `seq`, so the bids that a
-- baseline without a lock accepts twice under one number are stored twice, and the audit sees them.
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

-- The items of `rowlock`; the other baselines store theirs in Redis.
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
