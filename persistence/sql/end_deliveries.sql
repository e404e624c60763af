-- Ends deliveries that have been pending for too long, because their webhooks are disabled or left alone.
-- $1 days  $2 limit
UPDATE deliveries SET state = 'dead'
WHERE delivery_id IN (
    SELECT delivery_id FROM deliveries
    WHERE state = 'pending' AND pending_since < now() - make_interval(days => $1)
        AND (claimed_until IS NULL OR claimed_until <= now())
    LIMIT $2 FOR UPDATE SKIP LOCKED)
