"""The views of an item or a sale that is watched.

screen        lines that are redrawn in place in a terminal
ticking       a report of views, and the pace at which it is drawn again
reports       the two kinds of reports: lines, and a picture that is drawn again
item_report   an item, as lines, as JSON, or live
item_picture  the picture of an item, as lines of text
sale_report   the same for a sale
falling       prices that fall by themselves
connection    the state of the connection in words
"""
