-- Makes a delivery due now, and has its webhook tried. $1 webhook_id  $2 delivery_id
WITH tried AS (
    UPDATE webhooks SET resume_at = NULL WHERE webhook_id = $1
)
UPDATE deliveries
SET state = 'pending', attempts = 0, pending_since = now(), next_at = now()
WHERE webhook_id = $1 AND delivery_id = $2
RETURNING delivery_id
