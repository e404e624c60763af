-- An item's bids with a lower number, newest first. $1 item_id  $2 seq  $3 limit
WITH gone AS (
    SELECT jsonb_array_elements(body -> 'seqs')::bigint AS seq,
        jsonb_array_elements_text(body -> 'bid_ids') AS bid_id
    FROM events WHERE item_id = $1 AND type IN ('BidsRetracted', 'BidVoided')
)
SELECT bids.seq, bid_id, handle AS bidder, amount, at, auto, quantity, source, paddle,
    (bids.seq IN (SELECT seq FROM gone) OR bid_id IN (SELECT bid_id FROM gone)) IS TRUE AS retracted
FROM bids JOIN users ON users.user_id = bids.bidder JOIN items USING (item_id)
WHERE (NOT secret OR status IN ('sold', 'unsold')) AND item_id = $1 AND bids.seq < $2
ORDER BY bids.seq DESC
LIMIT $3
