"""The published contract: OpenAPI and AsyncAPI documents made of the wire's models, and a page of both."""
