-- The events that were set aside, by item, epoch and reason.
SELECT item_id, epoch, reason, min(seq) AS first, max(seq) AS last, count(*) AS events
FROM events_set_aside
GROUP BY item_id, epoch, reason ORDER BY item_id, epoch, reason
