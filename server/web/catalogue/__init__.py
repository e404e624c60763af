"""The catalogue over HTTP.

searches  searches among items
files     sales as files: imports and exports
"""
