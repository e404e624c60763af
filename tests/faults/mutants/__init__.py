"""Mutants: mistakes that are built into a copy of the product, to show that the judges see them.

listed      the mutants, each with the faults that show it
__main__    `make mutants`: builds each into a copy, lets its faults strike, and writes who caught it
"""
