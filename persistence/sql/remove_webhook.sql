-- Deletes a webhook with its deliveries. $1 webhook_id
DELETE FROM webhooks WHERE webhook_id = $1
