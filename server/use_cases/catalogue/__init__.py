"""The catalogue: items of all sales are searched, and whole sales come and go as files.

ports      the stores that these use cases need
searching  items by their texts, status, format, price and end
importing  the items of a file are put up
checking   checks of a file before that
item_ids   the ids of imported items
exporting  the items of a sale as a file
own_sales  sales that a seller runs
"""
