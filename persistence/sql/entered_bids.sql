-- The clerks who entered those of an item's bids, with the item's sale. $1 item_id  $2 seq[]
SELECT auction_id, events.seq, body ->> 'by' AS clerk
FROM events JOIN items USING (item_id)
WHERE item_id = $1 AND events.seq = ANY ($2) AND body ? 'by'
