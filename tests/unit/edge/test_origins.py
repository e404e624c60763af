"""One rule for the origins of pages: the node's own, those that are allowed, and all only on request."""

import pytest

from server.edge.origins import Origins, own_origins

SHOP = "https://shop.example"
NODE = {"Host": "auction.example"}


def page(origin: str, **headers: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {**NODE, "Origin": origin, **named}


def test_a_request_of_no_page_is_allowed() -> None:
    assert Origins().allow(NODE)


@pytest.mark.parametrize("allowed", [(), (SHOP,), ("*",)])
def test_the_nodes_own_origin_is_always_allowed(allowed: tuple[str, ...]) -> None:
    assert Origins(allowed).allow(page("http://auction.example"))
    assert Origins(allowed).allow(page("https://auction.example", X_Forwarded_Proto="https"))


def test_an_allowed_origin_stands_beside_the_nodes_own() -> None:
    assert Origins([SHOP]).allow(page(SHOP))
    assert not Origins().allow(page(SHOP))


@pytest.mark.parametrize(
    "origin",
    [
        "http://shop.example",
        f"{SHOP}:8443",
        f"{SHOP}.evil.example",
        "https://evil.example",
        "null",
        "",
        "\udcff",
        "https://auction.example",
        "http://auction.example:8080",
    ],
)
def test_any_other_origin_is_refused(origin: str) -> None:
    assert not Origins([SHOP]).allow(page(origin))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", SHOP])
def test_every_origin_is_allowed_where_it_was_asked_for(origin: str) -> None:
    assert Origins(["*"]).allow(page(origin))


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"Host": "a.example:8080"}, {"http://a.example:8080"}),
        ({"Host": "A.Example"}, {"http://a.example"}),
        ({"Host": "a.example:80"}, {"http://a.example"}),
        ({"Host": "a.example:443", "X-Forwarded-Proto": "https"}, {"https://a.example"}),
        ({"Host": "a.example", "X-Forwarded-Proto": "https, http"}, {"https://a.example"}),
        (
            {"Host": "node1:8080", "X-Forwarded-Host": "a.example", "X-Forwarded-Proto": "https"},
            {"https://a.example", "https://node1:8080"},
        ),
    ],
)
def test_the_nodes_own_origins_are_its_names_outside(
    headers: dict[str, str], own: set[str]
) -> None:
    assert own_origins(headers) == own


def test_it_is_known_whether_pages_of_other_origins_may_use_the_node() -> None:
    assert not Origins().any_foreign
    assert Origins([SHOP]).any_foreign
