-- The last archived event of those items whose latest events are all archived. Events may come in any order,
-- those of a dead node some seconds late, so a gap among the latest is looked for. $1 item_id[]  $2 how many
SELECT item_id, epoch, seq FROM items
WHERE item_id = ANY ($1::text[]) AND least(seq, $2::bigint) = (
    SELECT count(*) FROM events
    WHERE events.item_id = items.item_id AND events.seq > items.seq - $2 AND events.seq <= items.seq
)
