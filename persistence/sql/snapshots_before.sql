-- An item's latest snapshots before an event and before all bids of some bidders, the latest one first.
-- $1 item_id  $2 seq of the event  $3 bidder[]  $4 limit
SELECT state FROM snapshots
WHERE item_id = $1 AND seq < least($2::bigint, (
    SELECT min(bids.seq) FROM bids WHERE bids.bidder = ANY ($3::text[]) AND bids.item_id = $1
))
ORDER BY seq DESC LIMIT $4
