"""Examples of the hammer's reach."""

from server.reference.examples.lamp import Example
from server.wire import reach

REACH: dict[type, Example] = {
    reach.Wait: {"reach": 0.95, "wait_ms": 2000},
    reach.Hammer: {"item_id": "lamp", "reach": 0.95, "wait_ms": 2000},
    reach.HammerAnswer: {"ok": True, "seq": 8, "reach": 0.9736},
    reach.ReachAnswer: {
        "ok": True,
        "item_id": "lamp",
        "epoch": 1,
        "seq": 7,
        "watchers": 312,
        "watchers_reached": 301,
        "bidders": 38,
        "bidders_reached": 37,
        "reach": 0.9736,
        "refused": 4,
    },
}
