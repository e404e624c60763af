-- The items that a user has bid on, those with the latest bids of theirs first: the first ones, or those
-- after an item. At most 10,000 items are considered, and as many bids that were left before an opening.
-- $1 user_id  $2 item_id or null  $3 limit
WITH RECURSIVE latest AS (
    (
        SELECT item_id, seq, 1 AS number FROM bids WHERE bidder = $1
        ORDER BY item_id DESC, seq DESC LIMIT 1
    )
    UNION ALL
    SELECT below.item_id, below.seq, latest.number + 1
    FROM latest CROSS JOIN LATERAL (
        SELECT item_id, seq FROM bids WHERE bidder = $1 AND item_id < latest.item_id
        ORDER BY item_id DESC, seq DESC LIMIT 1
    ) AS below
    WHERE latest.number < 10000
), left_before AS (
    SELECT item_id, seq, at, body ->> 'bid_id' AS bid_id FROM events
    WHERE type = 'BidLeft' AND body -> 'bidder' ->> 0 = $1
    ORDER BY item_id DESC, seq DESC LIMIT 10000
), dated AS (
    SELECT item_id, max(at) AS at FROM (
        SELECT item_id, at FROM latest JOIN bids USING (item_id, seq)
        UNION ALL
        SELECT item_id, at FROM left_before AS bid
        WHERE NOT EXISTS (
            SELECT FROM events
            WHERE type = 'BidsRetracted' AND events.item_id = bid.item_id AND events.seq > bid.seq
                AND body -> 'bid_ids' ? bid.bid_id
        )
    ) AS each
    GROUP BY item_id
)
SELECT item_id, at FROM dated
WHERE $2::text IS NULL OR (at, item_id) < (SELECT at, item_id FROM dated WHERE item_id = $2)
ORDER BY at DESC, item_id DESC LIMIT $3
