-- Which bids were taken back is read from the events that say so: rare ones, found by an index of theirs.

CREATE INDEX events_retractions ON events (item_id, seq) WHERE type = 'BidsRetracted';
