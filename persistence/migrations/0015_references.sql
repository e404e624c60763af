-- The writer checks these references once per batch (decision 0141). PostgreSQL checked each row.

ALTER TABLE events DROP CONSTRAINT events_item_id_fkey;
ALTER TABLE bids DROP CONSTRAINT bids_item_id_fkey, DROP CONSTRAINT bids_bidder_fkey;
ALTER TABLE items DROP CONSTRAINT items_leader_fkey;
