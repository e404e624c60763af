"""A command of the command line."""

from argparse import ArgumentParser
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from auction_client.cli.session import Session

DONE, REFUSED, UNUSABLE, UNKNOWN = 0, 1, 2, 3
"""Exit statuses: done or accepted, refused, wrong usage or no server, the outcome of a bid is unknown."""


def no_arguments(_parser: ArgumentParser) -> None:
    """Add nothing."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, its help, how it is run, and its arguments.

    `run` returns the exit status, or None for DONE; it raises the errors of the client.
    """

    name: str
    help: str
    run: Callable[[Session], Awaitable[int | None]]
    add_arguments: Callable[[ArgumentParser], None] = no_arguments
