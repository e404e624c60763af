-- An auction's items: the winners of those that have ended, null for the others. $1 auction_id
SELECT item_id,
    CASE WHEN status IN ('sold', 'unsold', 'cancelled', 'deleted') THEN winners END AS winners
FROM items WHERE auction_id = $1 ORDER BY item_id
