"""The page of the command line lists each command as the parser has it."""

from tests.unit.clients.python.cli.page import PAGE, page


def test_the_page_lists_the_commands_of_the_parser() -> None:
    written = PAGE.read_text()
    assert written == page(written), "run: python -m tests.unit.clients.python.cli.page"
