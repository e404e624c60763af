"""Mutants: mistakes that are built into a copy of the product, to show that the judges see them.

mutant      a mistake that can be built into the product
listed      the mutants, each with the faults or the simulations that show it
progress    the rows that a run has found so far
__main__    `make mutants`: builds each into a copy, tries it, and writes who caught it
"""
