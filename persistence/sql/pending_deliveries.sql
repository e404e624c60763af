-- The deliveries that wait, and the age of the oldest one in seconds.
SELECT count(*) AS pending,
    coalesce(extract(epoch FROM now() - min(pending_since)), 0)::float8 AS oldest_s
FROM deliveries JOIN webhooks USING (webhook_id)
WHERE state = 'pending' AND enabled
