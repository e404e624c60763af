"""The HTTP face of a node, put together.

checks, rates -> entrance -> application -> resources
"""

import resource
from dataclasses import dataclass

from aiohttp import web

from persistence.sales.bidders import SaleBidders
from persistence.sales.listings import SaleListings
from persistence.sales.outcomes import Outcomes
from persistence.sales.own_items import OwnItems
from persistence.sales.sales import Sales
from persistence.sales.search import ItemSearch
from persistence.sales.webhooks import Webhooks as StoredWebhooks
from server.bidding.archive import REQUEST_WAIT_S
from server.edge.origins import Origins
from server.identity.signed_calls import secret_of
from server.identity.tokens import Tokens
from server.node.core import Core
from server.node.house import House
from server.node.metrics.sources import sources
from server.node.process.loop_lag import LoopLag
from server.node.socket_face import SocketFace
from server.reference.asyncapi import asyncapi
from server.reference.openapi import openapi
from server.reference.routes import Reference
from server.settings import Settings
from server.sockets.transport.handshakes.direct import DirectHandshakes
from server.use_cases.bidders.blocking import Blocking
from server.use_cases.bidders.deposits import Deposits
from server.use_cases.bidders.mine import Mine
from server.use_cases.bidders.voiding import Voiding
from server.use_cases.catalogue.exporting import Exporting
from server.use_cases.catalogue.importing import Importing
from server.use_cases.catalogue.searching import Searching
from server.use_cases.editing import Editing
from server.use_cases.sale_editing import SaleEditing
from server.use_cases.selling import Selling
from server.use_cases.settling.owned_webhooks import OwnedWebhooks
from server.use_cases.settling.results import Results
from server.use_cases.users import Registration
from server.web.app import web_app
from server.web.auctions import Auctions
from server.web.bearer import Bearer
from server.web.bidders.admission import Bidders
from server.web.bidders.mine import Me
from server.web.catalogue.files import Files
from server.web.catalogue.searches import Searches
from server.web.editing import Edited
from server.web.health import Health
from server.web.house.running import RunningSales
from server.web.house.sale_acts import SaleActRoutes
from server.web.house.settling import Settling
from server.web.house.webhooks import Webhooks
from server.web.items import Items
from server.web.metrics import Metrics
from server.web.operations import hidden_behind_proxies
from server.web.page import Page
from server.web.transport.checks import Checks
from server.web.transport.connections import HttpRunner
from server.web.transport.counters import HttpCounters
from server.web.transport.cross_origin import CrossOrigin
from server.web.transport.entrance import Entrance
from server.web.transport.pacing import Pacing
from server.web.transport.rate_limits import RequestLimits, RequestRates
from server.web.users import Users
from server.webhooks.addresses import Addresses
from server.webhooks.deliverer import Deliverer

KEEPALIVE_TIMEOUT_S = 60
SHUTDOWN_TIMEOUT_S = 2
LINGERING_TIME_S = 2
"""How long the rest of a body is read and dropped after its answer, so that the client reads the answer."""


@dataclass(frozen=True, slots=True)
class HttpFace:
    """The runner that serves HTTP, the routes that it serves, and those of the operations port."""

    runner: HttpRunner
    routes: web.UrlDispatcher
    operations: list[web.RouteDef]


def http_face(
    settings: Settings,
    core: Core,
    tokens: Tokens,
    health: Health,
    sockets: SocketFace,
    *,
    origins: Origins,
    deliverer: Deliverer,
    lag: LoopLag,
) -> HttpFace:
    """Put the HTTP face together, with the sockets' route on it."""
    counters = HttpCounters()
    limits, proxies = _limits(settings), settings.trusted_proxies
    rates = RequestRates(limits, counters, trusted_proxies=proxies)
    pacing = Pacing(
        limits.address_requests_per_s if limits else None, counters, trusted_proxies=proxies
    )
    metrics = Metrics(sources(settings, core, sockets, http=counters, deliverer=deliverer, lag=lag))
    internal = [*health.operations_routes(), *metrics.operations_routes()]
    beside = hidden_behind_proxies(internal) if settings.operations_port is None else []
    app = web_app(
        [
            *_resources(settings, core, tokens, rates, sockets.house),
            *health.routes(),
            *beside,
            *Reference(openapi(), asyncapi()).routes(),
            *Page(settings.web_dir).routes(),
        ]
    )
    sockets.news.sockets.attach(app)
    checks, cross_origin = Checks(origins, counters), CrossOrigin(origins)
    direct = DirectHandshakes(sockets.news.sockets.eio, origins, rates.admits)
    runner = HttpRunner(
        app,
        Entrance(app._handle, checks, rates, cross_origin, counters),
        counters,
        direct.open,
        pacing=pacing,
        connections_max=connections_max(settings.http_connections),
        access_log=None,
        keepalive_timeout=KEEPALIVE_TIMEOUT_S,
        lingering_time=LINGERING_TIME_S,
        shutdown_timeout=SHUTDOWN_TIMEOUT_S,
    )
    return HttpFace(runner, app.router, [*health.routes(), *internal])


def connections_max(wanted: int) -> int:
    """Return the bound on HTTP connections, at most half of the files that the process may open."""
    files_max, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if files_max == resource.RLIM_INFINITY else min(wanted, files_max // 2)


def _resources(
    settings: Settings, core: Core, tokens: Tokens, rates: RequestRates, house: House
) -> list[web.RouteDef]:
    bearer, bidders = Bearer(tokens, rates), house.bidders
    editing = Editing(core.floor, core.hot_state, core.archive, core.lots)
    sales = Sales(core.pool)
    sale_editing = SaleEditing(core.floor, core.hot_state, core.archive, sales)
    results = Results(core.archive, Outcomes(core.pool), house.grants)
    selling = Selling(
        core.floor, core.hot_state, core.archive, core.lots, bidders=bidders, hold=core.acting.hold
    )
    put_up_s = REQUEST_WAIT_S + settings.bid_timeout_ms / 1000
    blocking = Blocking(
        core.floor,
        bidders,
        house.admitting,
        Voiding(core.floor, core.hot_state, bidders),
        put_up_s=put_up_s,
    )
    secret = settings.deposit_secret
    deposits = Deposits(secret_of(secret) if secret else None, bidders, house.admitting)
    webhooks = OwnedWebhooks(StoredWebhooks(core.pool), Addresses(settings.webhook_networks))
    registration = Registration(core.archive, tokens, is_open=settings.registration_is_open)
    return [
        *Items(
            core.floor,
            core.hot_state,
            core.archive,
            core.lost_bids,
            bearer,
            reach=house.reach,
            entered=house.entered,
        ).routes(),
        *Edited(editing, sale_editing, bearer).routes(),
        *Auctions(selling, bearer).routes(),
        *Bidders(house.admitting, blocking, deposits, bearer).routes(),
        *RunningSales(
            bearer,
            running=house.running,
            paddles=house.paddles,
            clerking=house.clerking,
            notices=house.notices,
            reach=house.reach,
        ).routes(),
        *Me(Mine(core.hot_state, OwnItems(core.pool)), bearer).routes(),
        *SaleActRoutes(core.acting, bearer).routes(),
        *Users(registration, rates, bearer).routes(),
        *Searches(Searching(ItemSearch(core.pool), core.hot_state), bearer).routes(),
        *_files(core, bearer, bidders).routes(),
        *Settling(core.hot_state, results, bearer).routes(),
        *Webhooks(webhooks, bearer).routes(),
    ]


def _files(core: Core, bearer: Bearer, bidders: SaleBidders) -> Files:
    listings = SaleListings(core.pool)
    importing = Importing(
        core.floor,
        core.hot_state,
        core.archive,
        listings,
        lots=core.lots,
        bidders=bidders,
        hold=core.acting.hold,
    )
    return Files(importing, Exporting(core.archive, listings), bearer)


def _limits(settings: Settings) -> RequestLimits | None:
    if settings.rate_limits == "off":
        return None
    return RequestLimits(
        address_requests_per_s=settings.address_requests_per_s,
        user_requests_per_s=settings.user_requests_per_s,
        registrations_per_s=settings.registrations_per_s,
    )
