-- The types of events that any webhook wants.
SELECT DISTINCT unnest(events) AS type FROM webhooks WHERE enabled
