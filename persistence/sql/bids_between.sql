-- Bids with a number between two others, oldest first. $1 item_id  $2 after  $3 before
SELECT bids.seq, bid_id, handle AS bidder, amount, at, auto, quantity,
    EXISTS (
        SELECT FROM events AS gone
        WHERE gone.item_id = bids.item_id AND gone.type = 'BidsRetracted'
        AND (gone.body -> 'seqs' @> to_jsonb(bids.seq) OR gone.body -> 'bid_ids' ? bid_id)
    ) AS retracted
FROM bids JOIN users ON users.user_id = bids.bidder JOIN items USING (item_id)
WHERE (NOT secret OR status IN ('sold', 'unsold')) AND item_id = $1 AND bids.seq > $2 AND bids.seq < $3
ORDER BY bids.seq
