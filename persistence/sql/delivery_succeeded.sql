-- Notes that a delivery was received, and forgets the failures of its webhook.
-- $1 delivery_id  $2 status  $3 webhook_id
WITH forgotten AS (
    UPDATE webhooks SET failures = 0, resume_at = NULL
    WHERE webhook_id = $3 AND (failures > 0 OR resume_at IS NOT NULL)
)
UPDATE deliveries
SET state = 'delivered', claimed_until = NULL, last_status = $2, last_error = NULL
WHERE delivery_id = $1
