-- The admissions of an auction. $1 auction_id
SELECT user_id, approved, spending_limit FROM admissions WHERE auction_id = $1 ORDER BY user_id
