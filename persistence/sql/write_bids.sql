-- Writes bids; existing ones stay unchanged.
-- $1 [{item_id, seq, bid_id, bidder, amount, at, auto, quantity, secret, source, paddle}]
INSERT INTO bids (item_id, seq, bid_id, bidder, amount, at, auto, quantity, secret, source, paddle)
SELECT * FROM json_to_recordset($1::json) AS row (
    item_id text, seq bigint, bid_id text, bidder text, amount bigint, at bigint, auto boolean,
    quantity integer, secret boolean, source text, paddle text
)
ON CONFLICT (item_id, seq) DO NOTHING
