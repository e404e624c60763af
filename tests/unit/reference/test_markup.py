"""Pieces of HTML: whatever comes in as text can't leave as markup."""

from server.reference.markup import anchor_of, code, example, link, prose, table

NASTY = '<b a="1">&'


def test_every_text_is_escaped() -> None:
    for made in (code(NASTY), link("x", NASTY), prose(NASTY), example("", {NASTY: NASTY})):
        assert "<b" not in made
        assert "&lt;b" in made
    assert "<b" not in table([NASTY], [["cell"]])


def test_a_link_leads_to_the_place_of_that_name() -> None:
    assert anchor_of("The node") == "The-node"
    assert link("The node", "it") == '<a href="#The-node">it</a>'


def test_prose_has_paragraphs_and_code() -> None:
    assert prose("one `two`\nthree\n\nfour") == "<p>one <code>two</code>\nthree</p><p>four</p>"


def test_a_table_without_rows_is_nothing() -> None:
    assert table(["a"], []) == ""
    assert table(["a"], [["1"]]).count("<tr>") == 2
