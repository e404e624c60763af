-- End the sessions $1 whose clients began calls $2 seconds ago; one that began later is somebody else's.
-- No session if a pooler gives its clients other numbers: the one that asks has the number $3 then.
SELECT pg_terminate_backend(session.pid)
FROM unnest($1::int[], $2::float8[]) AS given (pid, age_s)
JOIN pg_stat_activity AS session ON session.pid = given.pid
WHERE pg_backend_pid() = $3 AND session.usename = current_user
    AND clock_timestamp() - session.backend_start > make_interval(secs => given.age_s)
