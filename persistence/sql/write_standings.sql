-- $1 item_id[]  $2 seq[]  $3 status[]  $4 price[]  $5 leader[]  $6 bid_count[]  $7 ends_at[]
-- $8 winners[]. Consumers may come out of order: only a later standing replaces an earlier one.
UPDATE items
SET seq = standing.seq, status = standing.status, price = standing.price,
    leader = standing.leader, bid_count = standing.bid_count, ends_at = standing.ends_at,
    winners = standing.winners
FROM unnest(
    $1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[],
    $8::jsonb[]
) AS standing (item_id, seq, status, price, leader, bid_count, ends_at, winners)
WHERE items.item_id = standing.item_id AND items.seq < standing.seq
