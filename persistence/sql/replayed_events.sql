-- The events of items, item by item in the order of their ids, oldest first. $1 item_ids
SELECT chosen.item_id, event.body
FROM unnest($1::text[]) AS chosen (item_id)
CROSS JOIN LATERAL (
    SELECT body FROM events WHERE events.item_id = chosen.item_id ORDER BY seq
) AS event
