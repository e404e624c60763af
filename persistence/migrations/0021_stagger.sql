-- The ends of a sale's items by their lots.
ALTER TABLE auctions ADD COLUMN stagger jsonb;
