-- The items of an auction that have one of these lot numbers. $1 auction_id  $2 lot[]
SELECT listing ->> 'lot' AS lot, item_id
FROM catalogue JOIN items USING (item_id)
WHERE catalogue.auction_id = $1 AND status <> 'deleted'
    AND lot_place IN (SELECT lot_place(lot) FROM unnest($2::text[]) AS lot)
