"""The identity of a request's sender.

identity     a verified user, and the public handle that stands for them
handles      the keyed code of each user, their stable public id
tokens       verifies tokens (JWT), and makes them where the deployment has a secret
signatures   verifies the signatures of tokens, those of a known header in a shorter way
signed_calls the signed calls of the operator's own services
jwks         the published keys of an identity provider
permissions  the checks of role and ownership that use cases make
"""
