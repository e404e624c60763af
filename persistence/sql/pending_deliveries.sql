-- The deliveries that wait, counted up to a bound, and the age of the oldest of them in seconds. $1 limit
SELECT count(*) AS pending,
    coalesce(extract(epoch FROM now() - min(pending_since)), 0)::float8 AS oldest_s
FROM (
    SELECT pending_since FROM deliveries JOIN webhooks USING (webhook_id)
    WHERE state = 'pending' AND enabled
    ORDER BY webhook_id, delivery_id LIMIT $1
) AS waiting
