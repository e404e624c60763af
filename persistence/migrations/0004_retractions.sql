-- Retracted bids are read from their retraction events, which are rare and have an index of their own.

CREATE INDEX events_retractions ON events (item_id, seq) WHERE type = 'BidsRetracted';
