"""Outages, in which no bid could be decided, and what is done about them afterwards (0157).

record  the record of the last service in the archive
shifts  moves the items that an outage concerns, before anybody asks for them
"""
