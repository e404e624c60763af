"""The cast of a run: the sale, the bidders and the watchers, spread over the nodes."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

import jwt

from loadtest.evidence import Log
from loadtest.sale import Item, make_token, put_up, read_sale
from loadtest.swarm.options import CannotRunError, Options
from loadtest.swarm.sockets.bidder import Bidder
from loadtest.swarm.sockets.known_item import KnownItem
from loadtest.swarm.sockets.run_state import Node, RunState
from loadtest.swarm.sockets.sale_watcher import SaleWatcher
from loadtest.swarm.sockets.watcher import LoggingWatcher, Watcher


@dataclass(frozen=True, slots=True)
class Sale:
    """A run's own name, the open items that it bids on, and a token for every bidder."""

    name: str
    items: list[Item]
    bidder_tokens: list[str]


async def put_up_sale(options: Options) -> Sale:
    """Put up the run's sale, or read the one that the options name; raises CannotRunError or SaleError."""
    name = f"swarm-{secrets.token_hex(4)}"
    auctioneer, *bidders = _tokens(options, name)
    if options.sale is not None:
        return Sale(name, await read_sale(options.urls[0], options.sale, options.items), bidders)
    ends_at = None if options.ends_in_s is None else round((time.time() + options.ends_in_s) * 1000)
    items = await put_up(options.urls[0], auctioneer, options.items, name, ends_at=ends_at)
    return Sale(name, items, bidders)


def shared_state(options: Options, nodes: list[Node], sale: Sale, log: Log | None) -> RunState:
    """Build the state that all sockets share."""
    return RunState(
        name=sale.name,
        nodes=nodes,
        items={item["item_id"]: KnownItem(item) for item in sale.items},
        closed_loop=options.rate is None,
        deflate=options.deflate,
        heed=options.heed,
        log=log,
    )


def bidders_of(state: RunState, tokens: Sequence[str]) -> list[Bidder]:
    """Build a bidder per token; bidders and items are matched evenly, whichever are more."""
    items = list(state.items.values())
    bidders = []
    for number, token in enumerate(tokens):
        own = items[number :: len(tokens)] or [items[number % len(items)]]
        user = jwt.decode(token, options={"verify_signature": False})["sub"]
        bidders.append(Bidder(state, _node(state, number), own, user, token))
    return bidders


def watchers_of(state: RunState, count: int, *, hot: bool, logging: int) -> list[Watcher]:
    """Build watchers, evenly over the items or all on the first; the first `logging` keep a log."""
    items = list(state.items.values())
    watchers: list[Watcher] = []
    for number in range(count):
        node, item = _node(state, number), items[0 if hot else number % len(items)]
        if state.log is not None and number < logging:
            name = f"{state.name}-w{number}"
            watchers.append(LoggingWatcher(state, node, item, name, state.log))
        else:
            watchers.append(Watcher(state, node, item))
    return watchers


def sale_watchers_of(state: RunState, count: int, auction_id: str) -> list[SaleWatcher]:
    """Build watchers of the whole sale, evenly over the nodes."""
    nodes = list(state.nodes)
    return [SaleWatcher(state, nodes[number % len(nodes)], auction_id) for number in range(count)]


def _node(state: RunState, number: int) -> Node:
    """Choose a node so that each item's sockets, and the items' first sockets, spread over all nodes."""
    round_number, place = divmod(number, len(state.items))
    return state.nodes[(round_number + place) % len(state.nodes)]


def _tokens(options: Options, name: str) -> list[str]:
    """Return the auctioneer's token and the bidders'."""
    if options.secret is not None:
        house = make_token(options.secret, f"{name}-house", "auctioneer")
        users = [f"{name}-b{number}" for number in range(options.bidders)]
        return [house, *(make_token(options.secret, user) for user in users)]
    assert options.token_file is not None, "Options.check requires one source of tokens"
    tokens = options.token_file.read_text().split()
    if len(tokens) <= options.bidders:
        raise CannotRunError(
            f"{options.token_file} holds {len(tokens)} tokens; an auctioneer and "
            f"{options.bidders} bidders need {options.bidders + 1}"
        )
    return tokens[: options.bidders + 1]
