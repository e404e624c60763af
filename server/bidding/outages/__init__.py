"""Outages, in which no bid could be decided, and the shifts that make up for them (0157).

record  the record of the last service in the archive
shifts  moves the items that an outage concerns, before anybody asks for them
"""
