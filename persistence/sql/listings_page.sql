-- The listings of a sale in their order, by lot and then as they were put up: the first ones, or those after an
-- item. $1 auction_id  $2 item_id or null  $3 limit
SELECT listing FROM catalogue JOIN items USING (item_id)
WHERE catalogue.auction_id = $1 AND status <> 'deleted'
    AND ($2::text IS NULL
        OR (lot_place, put_up_at, item_id) > (
            SELECT lot_place, put_up_at, item_id FROM catalogue
            WHERE auction_id = $1 AND item_id = $2))
ORDER BY lot_place, put_up_at, item_id LIMIT $3
