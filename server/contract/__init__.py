"""What both faces share: requests and answers on the wire, errors, identities, and the use cases."""
