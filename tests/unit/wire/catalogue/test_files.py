"""The options of imports and exports, as query strings."""

import pytest

from server.wire.catalogue.files import ExportOptions, ImportOptions
from server.wire.errors import Refused


def test_an_import_is_rehearsed_on_request() -> None:
    assert not ImportOptions.parse_query({}).dry_run
    assert ImportOptions.parse_query({"dry_run": "true"}).dry_run
    for wrong in ({"dry_run": "perhaps"}, {"dryrun": "true"}):
        with pytest.raises(Refused):
            ImportOptions.parse_query(wrong)


def test_an_export_is_a_csv_with_commas_unless_another_form_is_wanted() -> None:
    assert ExportOptions.parse_query({}) == ExportOptions(format="csv", delimiter="comma")
    with pytest.raises(Refused):
        ExportOptions.parse_query({"format": "xlsx"})
