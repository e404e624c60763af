-- The order of a sale's items: by lot number, then as they were put up (decision 0151).
CREATE INDEX catalogue_order ON catalogue (auction_id, lot_place, put_up_at, item_id);
