"""Running a sale and settling it over HTTP.

running   the commands on items, bids of the room, clerks, paddles and notices
sale_acts  acts on whole sales
settling  quotes, results and statements
webhooks  /webhooks and their deliveries
"""
