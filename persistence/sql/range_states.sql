-- Ranges of items' numbers: the item's epoch, and the count of archived events in the range.
-- $1 item_id[]  $2 first[]  $3 last[]
SELECT items.epoch, items.epoch_seq, (
    SELECT count(*) FROM events
    WHERE events.item_id = given.item_id AND events.seq BETWEEN given.first AND given.last
) AS archived
FROM unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS given (item_id, first, last, n)
LEFT JOIN items USING (item_id)
ORDER BY given.n
