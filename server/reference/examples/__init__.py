"""One example of each request and answer for the published contract. Each is valid by its schema.

lamp        the sale of the examples, in which Ann and Ben bid on a lamp
both_faces  requests, and the answers that both faces share
bidders     requests and answers about the bidders of a sale
http        answers of the HTTP face
editing     changes of items and sales
catalogue   searches, and sales in files
running     requests and answers of those who run a sale
settling    quotes, results, statements and webhooks
reach       the hammer's reach
sale_feed   the feed of a sale
table       all of them, by type
"""
