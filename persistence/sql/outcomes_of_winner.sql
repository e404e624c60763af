-- The items of a sale that a user has won, in their order.
-- $1 auction_id  $2 a line of winners with the user's id alone, as JSON
SELECT listing, status, winners, NULL AS underbidder
FROM items JOIN catalogue USING (item_id, auction_id)
WHERE auction_id = $1 AND status = 'sold' AND winners @> $2::jsonb
ORDER BY lot_place, put_up_at, item_id
