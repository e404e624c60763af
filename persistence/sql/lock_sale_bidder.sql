-- A bidder of a sale, whose row stays locked until the end of the transaction. $1 auction_id  $2 user_id
SELECT sale_bidders.user_id, handle, decided, blocked, note, terms_version, spending_limit AS "limit", reason,
    requested_at, decided_at, deposited_at
FROM sale_bidders LEFT JOIN users USING (user_id)
WHERE auction_id = $1 AND user_id = $2
FOR UPDATE OF sale_bidders
