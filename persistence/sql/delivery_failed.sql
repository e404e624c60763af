-- Notes a failed attempt. A delivery that has been pending for too long is dead.
-- $1 delivery_id  $2 status or null  $3 error or null  $4 seconds until the next attempt
-- $5 days after which it is dead  $6 webhook_id  $7 seconds in which the webhook is left alone
WITH paused AS (
    UPDATE webhooks SET failures = failures + 1, resume_at = now() + make_interval(secs => $7)
    WHERE webhook_id = $6
)
UPDATE deliveries
SET state = CASE WHEN pending_since < now() - make_interval(days => $5) THEN 'dead' ELSE state END,
    claimed_until = NULL, next_at = now() + make_interval(secs => $4), last_status = $2, last_error = $3
WHERE delivery_id = $1 AND state = 'pending'
