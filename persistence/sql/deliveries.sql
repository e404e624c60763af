-- The deliveries of a webhook, newest first. $1 webhook_id  $2 delivery_id  $3 limit  $4 state or null
SELECT delivery_id, event_id, type, state, attempts, last_status, last_error, body,
    floor(extract(epoch FROM deliveries.created_at) * 1000)::bigint AS created_at,
    CASE WHEN state = 'pending' THEN floor(extract(epoch FROM next_at) * 1000)::bigint END AS next_at
FROM deliveries JOIN outbox USING (event_id)
WHERE webhook_id = $1 AND delivery_id < $2 AND ($4::text IS NULL OR state = $4)
ORDER BY delivery_id DESC LIMIT $3
