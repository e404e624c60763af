-- Archives 100 ended items of 1,000 bids each, in the form of a bid that is there already.
-- Each statement has the same argument. $1 the prefix of the items' ids
INSERT INTO users (user_id, handle)
SELECT 'old-user-' || number, 'Bidder ' || number FROM generate_series(1, 1000) AS number
WHERE $1::text IS NOT NULL
ON CONFLICT DO NOTHING;
INSERT INTO items (item_id, auction_id, listing, seq, status, price, leader, bid_count)
SELECT $1::text || '-' || number, auction_id, listing, 1000, 'sold', price, 'old-user-1', 1000
FROM (SELECT * FROM items WHERE item_id LIKE 'growth-%' LIMIT 1) AS example,
    generate_series(1, 100) AS number;
INSERT INTO events (item_id, seq, at, type, body)
SELECT $1::text || '-' || number, bid, example.at + bid, example.type, example.body
FROM (SELECT * FROM events WHERE type = 'BidAccepted' LIMIT 1) AS example,
    generate_series(1, 100) AS number, generate_series(1, 1000) AS bid;
INSERT INTO bids (item_id, seq, bid_id, bidder, amount, at, auto)
SELECT $1::text || '-' || number, bid, gen_random_uuid(), 'old-user-' || bid,
    1000 + 10 * bid, example.at + bid, false
FROM (SELECT * FROM events WHERE type = 'BidAccepted' LIMIT 1) AS example,
    generate_series(1, 100) AS number, generate_series(1, 1000) AS bid
