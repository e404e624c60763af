"""The published contract, made of the models that parse and answer the wire (0063).

The modules:
operations/    the table of routes, with the requests, answers and refusals of each
openapi        the OpenAPI document of the HTTP face
asyncapi       the AsyncAPI document of the Socket.IO face
socket_events  the tables of the events and messages of the Socket.IO face
schemas        JSON Schemas of requests, answers and errors
field_descriptions  the descriptions of an answer's fields
examples/      one example of each request and answer
routes         `/openapi.json`, `/asyncapi.json` and `/docs`
page           both documents as one HTML page (0068)
schema_words   JSON Schemas in words, for the page
typescript     the schemas as TypeScript types, for the JavaScript SDK (0195)
quick_start    the page's first steps
samples        samples of requests and messages, for the page
markup         the HTML elements of the page
"""
