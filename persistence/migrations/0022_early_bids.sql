-- Bids that are left before the opening: the sale's choice, and their bid_ids, which are no bids' yet.
ALTER TABLE auctions ADD COLUMN early_bids boolean NOT NULL DEFAULT false;
CREATE INDEX events_left ON events (item_id, (body ->> 'bid_id')) WHERE type = 'BidLeft';
