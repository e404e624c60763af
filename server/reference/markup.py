"""The HTML elements of the page. All text is escaped here. Pure."""

import json
import re
from collections.abc import Iterable, Sequence
from html import escape


def code(text: str) -> str:
    """Return a text in the font of code."""
    return f"<code>{escape(text)}</code>"


def link(anchor: str, text: str) -> str:
    """Return a link to an anchor of the page; `text` is plain, and may be broken before its slashes."""
    return f'<a href="#{anchor_of(anchor)}">{escape(text).replace("/", "<wbr>/")}</a>'


def anchor_of(text: str) -> str:
    """Return the anchor for a name."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text)


def prose(text: str) -> str:
    """Return paragraphs, which empty lines separate, with text in backticks as code."""
    paragraphs = [_with_code(each.strip()) for each in text.split("\n\n")]
    return "".join(f"<p>{each}</p>" for each in paragraphs if each)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, whose cells are HTML; an empty text without rows."""
    lines = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    if not lines:
        return ""
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return (
        f'<div class="table"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def example(caption: str, value: object) -> str:
    """Return a JSON value under a caption, which is HTML."""
    return listing(caption, json.dumps(value, indent=2, ensure_ascii=False))


def listing(caption: str, text: str) -> str:
    """Return a text as it is under a caption, which is HTML."""
    return f"<figure><figcaption>{caption}</figcaption>{_block(text)}</figure>"


def folded(caption: str, text: str) -> str:
    """Return a text as it is, which the caption shows and hides."""
    return f"<details><summary>{escape(caption)}</summary>{_block(text)}</details>"


def heading(level: int, anchor: str, html: str) -> str:
    """Return a heading that links to the anchor of its own part."""
    return f'<h{level}><a href="#{anchor_of(anchor)}">{html}</a></h{level}>'


def _block(text: str) -> str:
    # The tabindex lets the keyboard scroll a text that is wider than the page.
    return f'<div class="block"><pre tabindex="0">{escape(text, quote=False)}</pre></div>'


def _with_code(text: str) -> str:
    parts = text.split("`")
    return "".join(
        code(part) if number % 2 else escape(part, quote=False) for number, part in enumerate(parts)
    )
