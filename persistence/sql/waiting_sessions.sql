-- Those of the sessions $1 that wait for their clients, and for how many seconds; ended ones for ever.
-- No rows if a pooler gives its clients other numbers: the session that asks has the number $2 then.
SELECT asked.pid, coalesce(extract(epoch FROM clock_timestamp() - session.state_change), 'Infinity')::float8 AS waits_s
FROM unnest($1::int[]) AS asked (pid)
LEFT JOIN pg_stat_activity AS session ON session.pid = asked.pid
WHERE pg_backend_pid() = $2 AND (session.pid IS NULL OR session.state LIKE 'idle%')
