-- The fees of a sale's items. An item's own are in its listing.
ALTER TABLE auctions ADD COLUMN fees jsonb;
