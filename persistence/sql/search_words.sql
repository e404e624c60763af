-- As `search_items.sql`, of the items that have all words of a text.
-- $1 status[]  $2 format[]  $3 auction_id  $4 lowest price  $5 highest price  $6 ends before
-- $7 key of the place  $8 item_id of the place  $9 limit  $10 words
WITH found AS MATERIALIZED (
    -- 0154: the index of words comes first. PostgreSQL can't know how rare a word is that begins like this.
    SELECT item_id, put_up_at, lot_place FROM catalogue
    WHERE words @@ words_query($10)
        AND ($2::text[] IS NULL OR format = ANY ($2))
        AND ($3::text IS NULL OR auction_id = $3)
)
SELECT item_id, {key} AS key
FROM found JOIN items USING (item_id)
WHERE items.seq > 0 AND items.status <> 'deleted'
    AND ($1::text[] IS NULL OR items.status = ANY ($1))
    AND ($4::bigint IS NULL OR items.price >= $4)
    AND ($5::bigint IS NULL OR items.price <= $5)
    AND ($6::bigint IS NULL OR items.ends_at < $6)
    AND ($8::text IS NULL OR ({key}, item_id) > ($7::bigint, $8))
ORDER BY {key}, item_id LIMIT $9
