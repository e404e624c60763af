"""The connection of a client.

reconnecting     a connection that is replaced when it is lost
silence          whether a server is silent although its connection stands
connection       one socket; the only module that touches python-socketio
"""
