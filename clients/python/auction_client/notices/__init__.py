"""Notices to a user about their own bids: a lead or a whole bid that was lost.

inbox   reads the messages that the server sends by itself, and hands them to their receivers
signal  calls the listeners of the application
seen    the notices that have been received before, because the server sends some of them twice
"""
