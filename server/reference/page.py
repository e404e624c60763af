"""The contract as an HTML page of both documents, in reading order. Pure.

The page shows the documents, with samples made of them, so it cannot differ from them. It can be read
without its script, which adds a search and buttons that copy a text (0196).
"""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from server.domain.rejection import Code
from server.reference import samples
from server.reference.markup import anchor_of, code, example, folded, heading, link, prose, table
from server.reference.quick_start import quick_start
from server.reference.schema_words import fields_of, kind_of, name_of
from server.reference.schemas import error_name, problem_name

Document = Mapping[str, Any]

_CODES = {problem_name(each): each for each in Code}
_NOT_SHAPES = {*_CODES, *map(error_name, Code)}
SCRIPT_PATH = "/docs.js"
_EVENTS = {"receive": "Events you send", "send": "Messages you receive"}


class _Entry(NamedTuple):
    """A card of the page, with its name in the contents."""

    anchor: str
    name: str
    html: str


def render(openapi: Document, asyncapi: Document, style: str) -> str:
    """Render the page; `style` is its only style sheet."""
    http = {tag["name"]: list(_operations(openapi, tag["name"])) for tag in openapi["tags"]}
    sockets = {title: list(_events(asyncapi, action)) for action, title in _EVENTS.items()}
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Auction: the contract</title>
<link rel="icon" href="data:,">
<style>{style}</style>
<script src="{SCRIPT_PATH}" defer></script>
</head>
<body>
<a class="skip" href="#contract">Skip the contents</a>
<header class="top"><div class="wide">
<a class="home" href="/">Auction</a>
<span class="quiet version">The contract, version {escape(openapi["info"]["version"])}</span>
<div class="search" role="search" hidden>
<input type="search" aria-label="Search the contract" autocomplete="off"
placeholder="Search: bid, watch, too_low">
<span role="status"></span>
</div>
<span class="files"><a href="/openapi.json">OpenAPI</a> <a href="/asyncapi.json">AsyncAPI</a></span>
</div></header>
<div class="wide columns">
<nav class="contents" aria-label="Contents">
<p class="face">{link("Quick-start", "Quick start")}</p>
{_contents("HTTP", http)}{_contents("Sockets", sockets)}
<p class="face">{link("Errors", "Errors")}</p><p class="face">{link("Shapes", "Shapes")}</p>
</nav>
<main id="contract" tabindex="-1">
<h1>The contract</h1>
<section class="steps"><h2 id="Quick-start">Quick start</h2>{quick_start()}</section>
{_face("HTTP", openapi, http)}
{_face("Sockets", asyncapi, sockets)}
<section><h2 id="Errors">Errors</h2>{_errors(openapi)}</section>
<section><h2 id="Shapes">Shapes</h2>{_shapes(openapi, asyncapi)}</section>
</main>
</div>
</body>
</html>
"""


def _contents(title: str, groups: Mapping[str, Iterable[_Entry]]) -> str:
    lists = [
        f"<div><p>{link(name, name)}</p>"
        f"<ul>{''.join(f'<li>{link(each.anchor, each.name)}</li>' for each in entries)}</ul></div>"
        for name, entries in groups.items()
    ]
    return f'<p class="face">{link(title, title)}</p>{"".join(lists)}'


def _face(title: str, document: Document, groups: Mapping[str, Iterable[_Entry]]) -> str:
    identity = document["components"]["securitySchemes"]["token"]["description"]
    cards = [
        f'<section><h3 id="{anchor_of(name)}">{escape(name)}</h3>'
        f"{''.join(each.html for each in entries)}</section>"
        for name, entries in groups.items()
    ]
    return (
        f'<section><h2 id="{title}">{title}</h2>'
        f'<div class="about">{prose(document["info"]["description"])}'
        f'<article class="card"><h3>Authentication</h3>{prose(identity)}</article></div>'
        f"{''.join(cards)}</section>"
    )


def _operations(openapi: Document, group: str) -> Iterator[_Entry]:
    """Yield a card for each operation of a group."""
    for path, methods in openapi["paths"].items():
        for method, each in methods.items():
            if group in each["tags"]:
                yield _operation(path, method.upper(), each)


def _operation(path: str, method: str, each: Document) -> _Entry:
    anchor = anchor_of(f"http-{each['operationId']}")
    body = each.get("requestBody", {}).get("content", {}).get("application/json")
    statuses = [status for status in each["responses"] if status.startswith("2")]
    answer = each["responses"][statuses[0]]["content"]
    query = {p["name"]: p["schema"] for p in each.get("parameters", ()) if p["in"] == "query"}
    parts = [
        prose(f"{each['summary']} {each['description']}"),
        _fields("Query", {"properties": query}),
        '<div class="pair">',
        "" if body is None else example(_caption("Takes", body), body["example"]),
        *(_answer(statuses[0], kind, media) for kind, media in answer.items()),
        "</div>",
        _refusals(each),
        '<div class="samples">',
        folded("curl", samples.curl(path, method, each)),
        folded("JavaScript", samples.fetch(path, method, each)),
        "</div>",
    ]
    return _entry(anchor, f"{method} {path}", f"{method} {code(path)}", parts)


def _answer(status: str, kind: str, media: Document) -> str:
    if "schema" not in media:
        return f"<p>Answers {escape(status)}, {code(kind)}.</p>"
    return example(_caption(f"Answers {escape(status)},", media), media["example"])


def _caption(words: str, media: Document) -> str:
    return f"{words} {kind_of(media['schema'])}"


def _refusals(operation: Document) -> str:
    """Link the codes that are typical of an operation."""
    links = []
    for response in operation["responses"].values():
        problem = response.get("content", {}).get("application/problem+json")
        schema = problem["schema"] if problem else {}
        for each in schema.get("oneOf", [schema]):
            if name_of(each) in _CODES:
                refused = _CODES[str(name_of(each))]
                links.append(link(f"error-{refused.value}", refused.value))
    listed = " ".join(dict.fromkeys(links))
    return (
        f'<p class="chips"><span class="quiet">May be refused:</span> {listed}</p>' if links else ""
    )


def _events(asyncapi: Document, action: str) -> Iterator[_Entry]:
    """Yield a card for each event of one direction."""
    for name, each in asyncapi["operations"].items():
        if each["action"] == action:
            captions = ["Takes", "Answers"] if action == "receive" else ["Carries"]
            replies = each.get("reply", {}).get("messages", [])
            # The last reply is the refusal, which all events share.
            messages = [*each["messages"], *replies[:-1]]
            shown = [
                _message(asyncapi, caption, message)
                for caption, message in zip(captions, messages, strict=True)
            ]
            first = _example_of(asyncapi, messages[0])
            sample = (
                samples.emit(name, first) if action == "receive" else samples.listen(name, first)
            )
            parts = [
                prose(each["summary"]),
                f'<div class="pair">{"".join(shown)}</div>',
                f'<div class="samples">{folded("JavaScript", sample)}</div>',
            ]
            yield _entry(anchor_of(f"event-{name}"), name, code(name), parts)


def _message(asyncapi: Document, words: str, reference: Document) -> str:
    message = asyncapi["components"]["messages"][name_of(reference)]
    return example(f"{words} {kind_of(message['payload'])}", _example_of(asyncapi, reference))


def _example_of(asyncapi: Document, reference: Document) -> dict[str, Any]:
    message = asyncapi["components"]["messages"][name_of(reference)]
    return dict(message["examples"][0]["payload"])


def _entry(anchor: str, name: str, head: str, parts: Iterable[str]) -> _Entry:
    shown = heading(4, anchor, head)
    html = f'<article class="card" id="{anchor}">{shown}{"".join(parts)}</article>'
    return _Entry(anchor, name, html)


def _errors(openapi: Document) -> str:
    """Render the table of codes, each with its HTTP status, meaning and details."""
    schemas = openapi["components"]["schemas"]
    rows = []
    for name, each in _CODES.items():
        schema = schemas[name]
        head = {"type", "title", "status", "detail", "code"}
        details = [field for field in schema["properties"] if field not in head]
        status = schema["properties"]["status"].get("const", 422)
        # The anchor of the code's error, which is a part of the sockets' refusal, is here too.
        inner = f'<span id="shape-{error_name(each)}">{code(each.value)}</span>'
        named = f'<span id="error-{each.value}">{inner}</span>'
        listed = f'<p class="quiet">Details: {", ".join(map(code, details))}</p>' if details else ""
        rows.append((named, str(status), prose(schema["description"]) + listed))
    return f'<article class="card">{table(("Code", "HTTP", "Meaning"), rows)}</article>'


def _shapes(*documents: Document) -> str:
    """Show every named schema with its fields."""
    schemas: dict[str, Document] = {}
    for document in documents:
        schemas |= document["components"]["schemas"]
    cards = []
    for name in sorted(schemas.keys() - _NOT_SHAPES):
        schema = schemas[name]
        fields = _fields("Field", schema)
        values = "" if "properties" in schema else f"<p>{kind_of(schema)}</p>"
        described = prose(schema.get("description", ""))
        cards.append(
            f'<article class="card" id="shape-{name}">{heading(3, f"shape-{name}", name)}'
            f"{described}{fields}{values}</article>"
        )
    return "".join(cards)


def _fields(title: str, schema: Document) -> str:
    """Render the table of an object's fields, with the notes on a field below its kind."""
    rows = [
        (name, f'{kind}<p class="quiet">{notes}</p>' if notes else kind)
        for name, kind, notes in fields_of(schema)
    ]
    return table((title, "Value"), rows)
