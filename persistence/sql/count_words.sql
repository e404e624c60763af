-- How many items have all words of a text, up to a limit. $1 words  $2 limit
SELECT count(*) FROM (SELECT FROM catalogue WHERE words @@ words_query($1) LIMIT $2) AS found
