"""The hostile inputs as data, by kind. `test_corpus` sends all of them to one node.

http_requests   requests that break HTTP or its limits, as bytes
documents       bodies and arguments that are no JSON, or JSON of another shape
values          numbers, texts, flags and structures that no field of their kind accepts
fields          each field of each body and event with each of these values
texts           odd texts that are allowed, and come back unchanged
tokens          tokens that prove nothing
frames          websocket frames, with the frames that answer them
packets         Engine.IO and Socket.IO packets that are refused
"""
