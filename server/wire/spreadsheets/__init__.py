"""Items as rows of a file: the CSV of spreadsheets, and JSON.

A CSV has a column for each field of a new item. Amounts are decimals of the currency, moments are written
by ISO 8601, and nothing depends on a country's habits. JSON has the fields as everywhere on the wire.

cells        the text of one cell, and the value that it stands for
row          a row, and the faults in it
columns      the columns, made of the fields of a new item
csv_rows     the rows of a CSV that was sent
json_rows    the rows of a JSON body
writing      rows for a CSV or a JSON body
minor_units  the decimals of currencies, generated from ISO 4217
"""
