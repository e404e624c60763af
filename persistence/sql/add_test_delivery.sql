-- Adds an event for one webhook alone. $1 webhook_id  $2 event_id  $3 type  $4 body
WITH written AS (
    INSERT INTO outbox (event_id, type, body) VALUES ($2, $3, $4) RETURNING event_id
), tried AS (
    UPDATE webhooks SET resume_at = NULL WHERE webhook_id = $1
)
INSERT INTO deliveries (webhook_id, event_id, subject, epoch, seq)
SELECT $1, event_id, event_id, 0, 0 FROM written
RETURNING delivery_id
