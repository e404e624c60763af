"""Hostile clients against a real node: nothing that they send costs an error, a trace or another's wait.

corpus            the hostile inputs as data, by kind
corpus_node       a node for the corpus, and the sending of all of it
http_senders      senders of the corpus over HTTP
socket_senders    senders of the corpus over sockets
findings          the number of inputs by kind, and the wrong answers
footprint         the sockets, rooms, sessions, files and RAM that a node holds
polling_session   a polling session that sends any payload
__main__          sends the corpus, and writes the number of inputs into the documentation
"""
