-- Adds an event for one webhook alone, unless it had many within an hour; its subject is its id.
-- $1 webhook_id  $2 event_id  $3 type  $4 body  $5 the most within an hour
WITH written AS (
    INSERT INTO outbox (event_id, type, body)
    SELECT $2, $3, $4
    WHERE (
        SELECT count(*) FROM deliveries
        WHERE webhook_id = $1 AND event_id = subject AND created_at > now() - interval '1 hour'
    ) < $5
    RETURNING event_id
), tried AS (
    UPDATE webhooks SET resume_at = NULL WHERE webhook_id = $1
)
INSERT INTO deliveries (webhook_id, event_id, subject, epoch, seq)
SELECT $1, event_id, event_id, 0, 0 FROM written
RETURNING delivery_id
