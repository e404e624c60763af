"""What a house keeps about its sales besides the events of their items: one store a module.

outcomes  the outcomes of items, for results and statements
"""
