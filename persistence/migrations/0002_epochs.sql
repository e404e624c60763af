-- An item begins a new epoch whenever Redis may have lost some of its events. Events of an older epoch
-- count only up to `epoch_seq`, where the new one began.

ALTER TABLE items
    ADD COLUMN epoch     bigint NOT NULL DEFAULT 0,
    ADD COLUMN epoch_seq bigint NOT NULL DEFAULT 0;
CREATE INDEX items_live ON items (item_id) WHERE status NOT IN ('sold', 'unsold', 'cancelled');

-- Events that were committed and are not part of an item's history, kept as evidence.
CREATE TABLE events_set_aside (
    item_id text NOT NULL REFERENCES items,
    epoch   bigint NOT NULL,
    seq     bigint NOT NULL,
    body    jsonb NOT NULL,
    at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX events_set_aside_of_item ON events_set_aside (item_id, seq);
