-- The moment at which bids on the items of each shard were last known to be decided (decision 0157).
CREATE TABLE service (
    shard     integer PRIMARY KEY,
    served_at bigint NOT NULL
) WITH (fillfactor = 50);

ALTER TABLE auctions ADD COLUMN on_outage text NOT NULL DEFAULT 'extend';
