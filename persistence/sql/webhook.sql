-- A webhook. $1 webhook_id
SELECT webhook_id, auctioneer, url, events, enabled, created_at, failures, reason FROM webhooks
WHERE webhook_id = $1
