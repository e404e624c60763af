"""The contract as an HTML page of both documents, in reading order. Pure.

The page shows the documents and nothing else, so it cannot differ from them.
"""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from server.domain.rejection import Code
from server.reference.markup import anchor_of, code, example, link, prose, table
from server.reference.schema_words import fields_of, kind_of, name_of
from server.reference.schemas import error_name, problem_name

Document = Mapping[str, Any]

_CODES = {problem_name(each): each for each in Code}
_NOT_SHAPES = {*_CODES, *map(error_name, Code)}
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
</head>
<body>
<header class="top"><div class="wide">
<a class="home" href="/">Auction</a>
<span class="quiet">The contract, version {escape(openapi["info"]["version"])}</span>
<span class="files"><a href="/openapi.json">OpenAPI</a> <a href="/asyncapi.json">AsyncAPI</a></span>
</div></header>
<div class="wide columns">
<nav class="contents" aria-label="Contents">
{_contents("HTTP", http)}{_contents("Sockets", sockets)}
<p>{link("Errors", "Errors")}</p><p>{link("Shapes", "Shapes")}</p>
</nav>
<main>
{_face("HTTP", openapi, http)}
{_face("Sockets", asyncapi, sockets)}
<section><h1 id="Errors">Errors</h1>{_errors(openapi)}</section>
<section><h1 id="Shapes">Shapes</h1>{_shapes(openapi, asyncapi)}</section>
</main>
</div>
</body>
</html>
"""


def _contents(title: str, groups: Mapping[str, Iterable[_Entry]]) -> str:
    lists = [
        f"<p>{link(name, name)}</p>"
        f"<ul>{''.join(f'<li>{link(each.anchor, each.name)}</li>' for each in entries)}</ul>"
        for name, entries in groups.items()
    ]
    return f'<p class="face">{link(title, title)}</p>{"".join(lists)}'


def _face(title: str, document: Document, groups: Mapping[str, Iterable[_Entry]]) -> str:
    identity = document["components"]["securitySchemes"]["token"]["description"]
    cards = [
        f'<h2 id="{anchor_of(name)}">{escape(name)}</h2>{"".join(each.html for each in entries)}'
        for name, entries in groups.items()
    ]
    return (
        f'<section><h1 id="{title}">{title}</h1>{prose(document["info"]["description"])}'
        f'<article class="card"><h3>Authentication</h3>{prose(identity)}</article>'
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
        table(("Query", "", ""), fields_of({"properties": query})),
        '<div class="pair">',
        "" if body is None else example(_caption("Takes", body), body["example"]),
        *(_answer(statuses[0], kind, media) for kind, media in answer.items()),
        "</div>",
        _refusals(each),
    ]
    head = f"<h3>{method} {code(path)}</h3>"
    return _entry(anchor, f"{method} {path}", head, parts)


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
            parts = [prose(each["summary"]), '<div class="pair">', *shown, "</div>"]
            head = f"<h3>{code(name)}</h3>"
            yield _entry(anchor_of(f"event-{name}"), name, head, parts)


def _message(asyncapi: Document, words: str, reference: Document) -> str:
    message = asyncapi["components"]["messages"][name_of(reference)]
    return example(f"{words} {kind_of(message['payload'])}", message["examples"][0]["payload"])


def _entry(anchor: str, name: str, head: str, parts: Iterable[str]) -> _Entry:
    html = f'<article class="card" id="{anchor}">{head}{"".join(parts)}</article>'
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
        listed = ", ".join(map(code, details))
        rows.append((named, str(status), prose(schema["description"]), listed))
    return f'<article class="card">{table(("Code", "HTTP", "Means", "Details"), rows)}</article>'


def _shapes(*documents: Document) -> str:
    """Show every named schema with its fields."""
    schemas: dict[str, Document] = {}
    for document in documents:
        schemas |= document["components"]["schemas"]
    cards = []
    for name in sorted(schemas.keys() - _NOT_SHAPES):
        schema = schemas[name]
        fields = table(("Field", "Value", ""), fields_of(schema))
        values = "" if "properties" in schema else f"<p>{kind_of(schema)}</p>"
        described = prose(schema.get("description", ""))
        cards.append(
            f'<article class="card" id="shape-{name}"><h3>{name}</h3>{described}{fields}{values}</article>'
        )
    return "".join(cards)
