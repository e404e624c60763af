-- Two histories of an item that meet in the archive (decision 0114).

ALTER TABLE items
    -- The first number at which events of another history have come, until the next epoch begins.
    ADD COLUMN conflict_seq bigint,
    -- Up to this number Redis was written from the archive, so both have the same history.
    ADD COLUMN agreed_seq   bigint NOT NULL DEFAULT 0;

-- superseded: a newer epoch began before the event
-- conflict:   the archive has another event of this number, or the event builds upon such a one
-- gap:        an event before this one never reached the archive
ALTER TABLE events_set_aside ADD COLUMN reason text NOT NULL DEFAULT 'superseded';
