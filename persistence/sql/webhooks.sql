-- The webhooks of an auctioneer, or all of them. $1 auctioneer or null
SELECT webhook_id, auctioneer, url, events, enabled, created_at, failures, reason FROM webhooks
WHERE $1::text IS NULL OR auctioneer = $1
ORDER BY created_at, webhook_id
