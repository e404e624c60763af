-- Changes fields of a sale; those that are not named stay. $1 auction_id  $2 the changed fields, as JSON
UPDATE auctions
SET (
    title, currency, approval, spending_limit, gap_ms, fees, consignor_bids, on_outage, bidders, deleted,
    early_bids
) = (
    SELECT title, currency, approval, spending_limit, gap_ms, fees, consignor_bids, on_outage, bidders,
        deleted, early_bids
    FROM json_populate_record(auctions, $2::json)
)
WHERE auction_id = $1
