"""The catalogue on the wire.

searches  searches as query strings, and their answers
cursors   places in a list
files     the options of imports and exports, and the answer to an import
"""
