-- A user's bids on items that stand, the latest of each item first. $1 user_id  $2 item_id[]  $3 limit
SELECT events.item_id, body ->> 'bid_id' AS bid_id
FROM events
WHERE events.item_id = ANY ($2::text[])
    AND EXISTS (SELECT FROM bids WHERE bids.bidder = $1 AND bids.item_id = events.item_id)
    AND type IN ('BidAccepted', 'UnitsClaimed', 'OfferSealed', 'MaxRaised')
    AND body -> 'bidder' ->> 0 = $1 AND NOT coalesce((body ->> 'auto')::boolean, false)
    AND NOT EXISTS (
        SELECT FROM events AS gone
        WHERE gone.item_id = events.item_id AND gone.type IN ('BidsRetracted', 'BidVoided')
            AND gone.body -> 'bid_ids' ? (events.body ->> 'bid_id'))
ORDER BY events.item_id, events.seq DESC
LIMIT $3
