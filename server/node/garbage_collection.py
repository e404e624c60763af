"""The garbage collector of a node, which has much that lives long and makes little that goes in circles.

A leaf: only the command line uses it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (50_000, 20, 50)
"""New objects between passes over the youngest, and passes between those over the older ones."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect rarely while inside, and never what was there before: each pass is a pause for everybody."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
