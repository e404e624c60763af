-- Deletes old events with their deliveries, unless one of these is still pending. $1 days  $2 limit
DELETE FROM outbox
WHERE event_id IN (
    SELECT event_id FROM outbox
    WHERE created_at < now() - make_interval(days => $1)
        AND NOT EXISTS (
            SELECT FROM deliveries
            WHERE deliveries.event_id = outbox.event_id AND state = 'pending')
    ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
