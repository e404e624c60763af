-- Those of the commits whose last number the archive has, or that belong to an older epoch. The moment
-- tells whether it is the same event. $1 [{n, item_id, epoch, seq, at}]
SELECT given.n, coalesce(events.at = given.at, false) AS archived
FROM json_to_recordset($1::json)
AS given (n integer, item_id text, epoch bigint, seq bigint, at bigint)
JOIN items USING (item_id)
LEFT JOIN events ON events.item_id = given.item_id AND events.seq = given.seq
WHERE events.seq IS NOT NULL OR items.epoch > given.epoch
