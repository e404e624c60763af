-- Changes what is not null; a webhook that is enabled is tried at once.
-- $1 webhook_id  $2 url  $3 events  $4 enabled
UPDATE webhooks
SET url = coalesce($2, url), events = coalesce($3, events), enabled = coalesce($4, enabled),
    failures = CASE WHEN $4 THEN 0 ELSE failures END,
    resume_at = CASE WHEN $4 THEN NULL ELSE resume_at END,
    reason = CASE WHEN $4 THEN NULL ELSE reason END
WHERE webhook_id = $1
RETURNING webhook_id, auctioneer, url, events, enabled, created_at, failures, reason
