-- Bids that are left before the opening are among their bidder's own.
CREATE INDEX events_left_by ON events ((body -> 'bidder' ->> 0), item_id, seq) WHERE type = 'BidLeft';
