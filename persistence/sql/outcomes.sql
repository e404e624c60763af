-- Items as they stand, with the highest bidder who has neither won nor defaulted. $1 item_ids
-- $2 the user id of all consignors
-- Standing bids rise with their numbers, so the last one is the highest. Of secret offers the last of each
-- bidder counts. Where all bids take units, every bidder is a winner.
SELECT items.item_id, listing, status, winners, under.bidder AS underbidder,
    users.handle AS underbidder_handle, under.amount AS underbid
FROM items
LEFT JOIN LATERAL (
    SELECT bidder, amount FROM (
        (
            SELECT bidder, amount, seq FROM bids
            WHERE NOT secret AND bids.item_id = items.item_id AND bidder <> $2
                AND NOT winners @> jsonb_build_array(jsonb_build_array(jsonb_build_array(bidder)))
                AND NOT EXISTS (
                    SELECT FROM events
                    WHERE events.item_id = items.item_id AND type IN ('BidsRetracted', 'BidVoided')
                        AND (body -> 'seqs' @> to_jsonb(bids.seq)
                            OR body -> 'bid_ids' @> to_jsonb(bids.bid_id)))
                AND NOT EXISTS (
                    SELECT FROM events
                    WHERE events.item_id = items.item_id AND type = 'ItemAwarded'
                        AND body -> 'defaulted' ->> 0 = bidder)
            ORDER BY seq DESC LIMIT 1
        )
        UNION ALL
        (
            SELECT DISTINCT ON (bidder) bidder, amount, seq FROM bids
            WHERE secret AND bids.item_id = items.item_id
                AND NOT winners @> jsonb_build_array(jsonb_build_array(jsonb_build_array(bidder)))
                AND NOT EXISTS (
                    SELECT FROM events
                    WHERE events.item_id = items.item_id AND type IN ('BidsRetracted', 'BidVoided')
                        AND body -> 'bid_ids' @> to_jsonb(bids.bid_id))
                AND NOT EXISTS (
                    SELECT FROM events
                    WHERE events.item_id = items.item_id AND type = 'ItemAwarded'
                        AND body -> 'defaulted' ->> 0 = bidder)
            ORDER BY bidder, seq DESC
        )
    ) AS standing
    ORDER BY amount DESC, seq
    LIMIT 1
) AS under ON status IN ('sold', 'unsold') AND listing ->> 'format' IS DISTINCT FROM 'dutch'
    AND listing ->> 'format' IS DISTINCT FROM 'fixed'
LEFT JOIN users ON users.user_id = under.bidder
WHERE items.item_id = ANY ($1::text[])
