-- Disables a webhook whose receiver wants no further events.
-- $1 delivery_id  $2 status  $3 webhook_id
WITH disabled AS (
    UPDATE webhooks SET enabled = false, reason = 'gone' WHERE webhook_id = $3
)
UPDATE deliveries SET state = 'dead', claimed_until = NULL, last_status = $2, last_error = NULL
WHERE delivery_id = $1 AND state = 'pending'
