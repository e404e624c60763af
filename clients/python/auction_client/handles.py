"""Handles: a user is known by the code of a handle, whatever their name."""

from auction_client.messages import Identity, Registration


def code_of(handle: str) -> str:
    """Return the part of a handle after its last `#`: the stable public id of its user."""
    return handle.rpartition("#")[2]


def is_own(handle: str | None, identity: Identity | Registration) -> bool:
    """Return whether a handle, such as a `leader` or a `bidder`, is that of `identity`."""
    if handle is None:
        return False
    former = identity.former_code if isinstance(identity, Identity) else None
    return code_of(handle) in {code_of(identity.handle), former}
