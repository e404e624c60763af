"""Decisions about a request before it is parsed, for both faces, without any input or output.

addresses         the address that a request counts for
origins           the origins whose pages may use the node
address_turns     turns of the addresses that have much to be begun
rates             rates of clients
plain_websockets  the usual request for a websocket, recognised in a connection's first bytes
"""
