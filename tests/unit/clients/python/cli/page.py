"""The page of the command line, made from its parser: `python -m tests.unit.clients.python.cli.page`."""

import argparse
from collections.abc import Iterator

from auction_client.cli.command import Command
from auction_client.cli.parser import COMMANDS, GROUPS, parser
from tests.nodes import ROOT

PAGE = ROOT / "docs" / "command-line.md"
BEGIN, END = "<!-- Written from the parser, not by hand. -->\n", "<!-- End of the commands. -->"
COMMON = frozenset({"help", "url", "token", "json", "expected_seq"})
"""Arguments that the page describes in a sentence."""


def sections() -> str:
    """Return a table of the commands of each group."""
    return "\n".join("\n".join(_section(title, group)) for title, group in GROUPS)


def page(written: str) -> str:
    """Return the page with its tables written anew."""
    head, rest = written.split(BEGIN)
    return f"{head}{BEGIN}{sections()}\n{END}{rest.split(END)[1]}"


def _section(title: str, group: tuple[Command, ...]) -> Iterator[str]:
    yield f"### {title}"
    yield "| command | does |"
    yield "| --- | --- |"
    for command in group:
        yield f"| `{_usage(command)}` | {_cell(command.help)} |"
        for action in _actions(command):
            if action.help:
                text = action.help.replace("%(default)s", str(action.default))
                yield f"| &emsp;`{_name(action)}` | {_cell(text)} |"
    yield ""


def _actions(command: Command) -> list[argparse.Action]:
    [added] = [it for it in parser()._actions if isinstance(it, argparse._SubParsersAction)]
    actions = added.choices[command.name]._actions
    return [it for it in actions if it.dest not in COMMON]


def _usage(command: Command) -> str:
    """Return the name of a command with all that it needs, and with options that have no help."""
    words = [command.name]
    for action in _actions(command):
        optional = not action.required or action.nargs in {"?", "*"}
        if not (optional and action.help and action.option_strings):
            words.append(f"[{_name(action)}]" if optional else _name(action))
    return " ".join(words)


def _name(action: argparse.Action) -> str:
    value = action.metavar or (
        "{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.dest.upper()
    )
    if not action.option_strings:
        return f"{value} ..." if action.nargs == "*" else str(value)
    return action.option_strings[0] if action.nargs == 0 else f"{action.option_strings[0]} {value}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    assert COMMANDS
    PAGE.write_text(page(PAGE.read_text()))
