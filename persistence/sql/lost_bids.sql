-- The bids of items that were set aside within a day and are in no later history, found among the first
-- 10,000 of these. $1 item_id[]
SELECT DISTINCT ON (item_id, bid_id) *
FROM (
    SELECT item_id, epoch, body ->> 'bid_id' AS bid_id, body -> 'bidder' ->> 0 AS bidder,
        seq, (body ->> 'amount')::bigint AS amount
    FROM events_set_aside
    WHERE item_id = ANY ($1) AND at > now() - interval '1 day'
        AND body ->> 'type' IN ('BidAccepted', 'MaxRaised', 'UnitsClaimed', 'OfferSealed', 'BidLeft')
        AND body ->> 'auto' IS DISTINCT FROM 'true'
    LIMIT 10000
) AS lost
WHERE NOT EXISTS (
    SELECT FROM bids WHERE bids.item_id = lost.item_id AND bids.bid_id = lost.bid_id
)
AND NOT EXISTS (
    SELECT FROM events
    WHERE events.item_id = lost.item_id AND type = 'MaxRaised' AND body ->> 'bid_id' = lost.bid_id
)
AND NOT EXISTS (
    SELECT FROM events
    WHERE events.item_id = lost.item_id AND type = 'BidLeft' AND body ->> 'bid_id' = lost.bid_id
)
ORDER BY item_id, bid_id, epoch DESC, seq DESC
