-- Every item's standing, in the order of StandingRow, and its listing.
SELECT item_id, seq, status, price, leader, bid_count, ends_at, winners, listing
FROM items ORDER BY item_id
