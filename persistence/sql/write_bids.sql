-- $1 item_id[]  $2 seq[]  $3 bid_id[]  $4 bidder[]  $5 amount[]  $6 at[]  $7 auto[]  $8 quantity[]
-- $9 secret[]
INSERT INTO bids (item_id, seq, bid_id, bidder, amount, at, auto, quantity, secret)
SELECT * FROM unnest(
    $1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::boolean[],
    $8::integer[], $9::boolean[]
)
ON CONFLICT (item_id, seq) DO NOTHING
