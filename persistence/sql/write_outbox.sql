-- Writes events that are sent to webhooks, with a delivery to each webhook that wants them. An event that is
-- written again, and one that no webhook wants, changes nothing.
-- $1 [{event_id, type, auction_id, subject, epoch, seq, body}]
WITH given AS (
    SELECT event_id, type, auction_id, subject, epoch, seq, body, webhook_id
    FROM json_to_recordset($1::json) AS row (
        event_id text, type text, auction_id text, subject text, epoch bigint, seq bigint, body text)
    JOIN auctions USING (auction_id)
    JOIN webhooks ON enabled AND type = ANY (webhooks.events)
        AND (webhooks.auctioneer IS NULL OR webhooks.auctioneer = auctions.auctioneer)
), written AS (
    INSERT INTO outbox (event_id, type, auction_id, body)
    SELECT DISTINCT event_id, type, auction_id, body FROM given ORDER BY event_id
    ON CONFLICT (event_id) DO NOTHING
    RETURNING event_id
)
INSERT INTO deliveries (webhook_id, event_id, subject, epoch, seq)
SELECT webhook_id, event_id, subject, epoch, seq FROM given JOIN written USING (event_id)
ORDER BY epoch, seq, webhook_id
