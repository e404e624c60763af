-- The state of an item after some of its events, so that it can be rebuilt at a constant cost. A row is
-- written only while the archive has every event up to `seq`.
CREATE TABLE snapshots (
    item_id text NOT NULL REFERENCES items,
    seq     bigint NOT NULL,
    state   bytea NOT NULL,
    PRIMARY KEY (item_id, seq)
);

-- A bid_id that raised a maximum is in no row of `bids`.
CREATE INDEX events_maxima ON events (item_id, (body ->> 'bid_id')) WHERE type = 'MaxRaised';
