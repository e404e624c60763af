"""Settings of the garbage collector for a node, which has many long-lived objects and few cycles.

Only the command line uses this module.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (50_000, 20, 50)
"""Thresholds of the three generations: new objects per pass, then passes per pass over the next one."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect rarely while inside, and never the objects that existed before."""
    # 0036: a pass over all objects stops the loop.
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
