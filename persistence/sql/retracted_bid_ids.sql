-- The bid_ids of an item's bids that were removed. $1 item_id
SELECT jsonb_array_elements_text(body -> 'bid_ids') AS bid_id
FROM events WHERE item_id = $1 AND type IN ('BidsRetracted', 'BidVoided', 'BidDropped')
