-- The numbers of the bids that were removed by events with a number between two others.
-- $1 item_id  $2 after  $3 before
SELECT DISTINCT jsonb_array_elements(body -> 'seqs')::bigint AS seq FROM events
WHERE item_id = $1 AND type IN ('BidsRetracted', 'BidVoided') AND seq > $2 AND seq < $3
