-- Statements that check the archive against the clients' logs, each under its name. A row is a violation.
-- Temporary tables: acknowledged (item_id, bid_id, seq), offered (bid_id, bidder, amount),
-- named (item_id, first, last): the numbers that a node named as lost.

-- lost
SELECT format('%s: the acknowledged bid %s is not number %s', item_id, bid_id, seq)
FROM acknowledged JOIN offered USING (bid_id)
WHERE NOT EXISTS (
    SELECT FROM bids
    WHERE (bids.item_id, bids.bid_id, bids.seq) = (acknowledged.item_id, acknowledged.bid_id, acknowledged.seq)
      AND (bids.bidder, bids.amount) = (offered.bidder, offered.amount)
) AND NOT EXISTS (
    SELECT FROM named WHERE named.item_id = acknowledged.item_id AND acknowledged.seq BETWEEN first AND last
);

-- duplicated
SELECT format('%s: the bid %s was accepted %s times', item_id, body->>'bid_id', count(*))
FROM events WHERE type = 'BidAccepted' AND NOT coalesce((body->>'auto')::boolean, false)
GROUP BY item_id, body->>'bid_id' HAVING count(*) > 1;

-- double winners
SELECT format('%s: closed %s times, with %s winners', item_id, count(*), count(DISTINCT body->'winners'))
FROM events WHERE type = 'ItemClosed'
GROUP BY item_id HAVING count(*) > 1 OR max(jsonb_array_length(body->'winners')) > 1;

-- wrong winner
SELECT format('%s: number %s names another winner than the last bid', item_id, closed.seq)
FROM events AS closed JOIN (
    SELECT DISTINCT ON (item_id) item_id, bidder, amount FROM bids ORDER BY item_id, seq DESC
) AS last_bid USING (item_id)
JOIN items USING (item_id)
WHERE type = 'ItemClosed' AND (
    closed.body#>>'{winners,0,1}' IS DISTINCT FROM last_bid.amount::text
    OR closed.body#>>'{winners,0,0,0}' IS DISTINCT FROM last_bid.bidder
    OR items.leader IS DISTINCT FROM last_bid.bidder
);

-- gaps
SELECT format('%s: %s events, numbered from %s to %s', item_id, count(*), min(seq), max(seq))
FROM events GROUP BY item_id HAVING min(seq) <> 1 OR max(seq) <> count(*);

-- times
SELECT format('%s: number %s is older than the number before it', item_id, seq)
FROM (SELECT item_id, seq, at, lag(at) OVER (PARTITION BY item_id ORDER BY seq) AS before FROM events) AS each
WHERE at < before;

-- prices
SELECT format('%s: the price is %s, and the last bid is %s', item_id, price, amount)
FROM items JOIN (
    SELECT item_id, max(seq) AS seq, max(price_of) AS amount, count(*) AS bids
    FROM (SELECT item_id, seq, (body->>'amount')::bigint AS price_of FROM events WHERE type = 'BidAccepted') AS bid
    GROUP BY item_id
) AS accepted USING (item_id)
WHERE price <> amount OR bid_count <> bids;

-- bids without events
SELECT format('%s: number %s differs between bids and events', item_id, seq)
FROM bids FULL JOIN (SELECT item_id, seq, body FROM events WHERE type = 'BidAccepted') AS accepted USING (item_id, seq)
WHERE bids.bid_id IS DISTINCT FROM accepted.body->>'bid_id'
   OR bids.amount IS DISTINCT FROM (accepted.body->>'amount')::bigint;

-- unsent
SELECT format('%s: nobody sent the bid %s of %s', item_id, bids.bid_id, bids.amount)
FROM bids WHERE item_id IN (SELECT item_id FROM acknowledged) AND NOT EXISTS (
    SELECT FROM offered
    WHERE (offered.bid_id, offered.bidder, offered.amount) = (bids.bid_id, bids.bidder, bids.amount)
);
