"""The strongest peer of a load: the server that somebody would choose instead of the product."""

from collections.abc import Mapping

from loadtest.bench.plan import BASELINES
from loadtest.bench.results import Row


def strongest(
    rows: Mapping[str, Row], metric: str, *, is_cost: bool
) -> tuple[str | None, float | None]:
    """Return the name and the value of the best peer among a load's rows; None if none was measured.

    Rates are better high, costs and times are better low.
    """
    values = {
        server.name: value
        for server in BASELINES
        if (value := rows.get(server.name, {}).get(metric)) is not None
    }
    if not values:
        return None, None
    name = (min if is_cost else max)(values, key=values.__getitem__)
    return name, values[name]
