"""The messages on the wire, the same on both faces.

requests   the socket events' arguments and the HTTP bodies, as strict models
house/     fees, results, statements and webhooks
patches    merge patches
sale_editing  changes of a sale
saleroom/  the messages of those who run a sale
listings/  a new item, its changes, and the listing made of it
catalogue/ searches among items, and whole sales in files
text       the characters of names, titles and descriptions
bidders/   the messages about the bidders of a sale
spreadsheets  items as rows of a CSV or JSON file
answers    the bodies of acknowledgements, which HTTP shares
views      the bodies of answers that only HTTP gives
sale_acts  acts on whole sales
sale_feed  a sale's feed: the request, its answer and the messages
reach      the hammer's reach
messages   the messages that a node sends to rooms and users
errors     rejections as acknowledgements and as problem documents
codes      the meaning and the details of each rejection code
"""
