-- Adds a webhook unless its owner has many already; returns a row if it was added.
-- $1 webhook_id  $2 auctioneer or null  $3 url  $4 events  $5 secret  $6 created_at  $7 the most of an owner
INSERT INTO webhooks (webhook_id, auctioneer, url, events, secret, created_at)
SELECT $1, $2::text, $3, $4, $5, $6
WHERE (SELECT count(*) FROM webhooks WHERE auctioneer IS NOT DISTINCT FROM $2::text) < $7
RETURNING webhook_id
