-- Claims deliveries that are due, in their order. Of one subject only the first pending one is due, and a
-- webhook has at most so many under way; one that fails has a single one.
-- $1 limit  $2 lease in seconds  $3 deliveries under way to a webhook at most  $4 failures from which on one
WITH due AS (
    SELECT found.delivery_id
    FROM webhooks
    CROSS JOIN LATERAL (
        SELECT count(*) AS number FROM deliveries
        WHERE deliveries.webhook_id = webhooks.webhook_id AND state = 'pending'
            AND claimed_until > now()
    ) AS under_way
    CROSS JOIN LATERAL (
        SELECT delivery_id FROM deliveries AS each
        WHERE each.webhook_id = webhooks.webhook_id AND state = 'pending' AND next_at <= now()
            AND (claimed_until IS NULL OR claimed_until <= now())
            AND NOT EXISTS (
                SELECT FROM deliveries AS earlier
                WHERE earlier.webhook_id = each.webhook_id AND earlier.subject = each.subject
                    AND earlier.state = 'pending'
                    AND (earlier.epoch, earlier.seq, earlier.delivery_id)
                        < (each.epoch, each.seq, each.delivery_id))
        ORDER BY delivery_id
        LIMIT greatest(0, CASE WHEN failures >= $4 THEN 1 ELSE $3::bigint END - under_way.number)
    ) AS found
    WHERE enabled AND (resume_at IS NULL OR resume_at <= now())
    ORDER BY under_way.number, found.delivery_id
    LIMIT $1
), locked AS (
    SELECT delivery_id FROM deliveries
    WHERE delivery_id IN (SELECT delivery_id FROM due) AND state = 'pending'
        AND (claimed_until IS NULL OR claimed_until <= now())
    FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE deliveries
    SET claimed_until = now() + make_interval(secs => $2), attempts = attempts + 1
    FROM locked WHERE deliveries.delivery_id = locked.delivery_id
    RETURNING deliveries.delivery_id, webhook_id, event_id, attempts
)
SELECT delivery_id, webhook_id, url, secret, event_id, body, attempts, failures
FROM claimed JOIN webhooks USING (webhook_id) JOIN outbox USING (event_id)
ORDER BY delivery_id
