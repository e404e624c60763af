"""Charges: the debts of winners.

fees     the premium and the tax that a winner owes besides the price
outcome  an item's outcome with its charges
"""
