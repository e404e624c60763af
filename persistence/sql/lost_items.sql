-- Items of which events were set aside within some seconds, 1,000 at most. $1 seconds
SELECT DISTINCT item_id FROM events_set_aside WHERE at > now() - make_interval(secs => $1) LIMIT 1000
