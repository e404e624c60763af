"""The OpenAPI document is valid, whole, and its examples are what it says."""

from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

from server.domain.rejection import Code
from server.reference.openapi import openapi
from server.reference.operations.table import operations
from server.reference.schemas import problem_name
from tests.contract_checks import judge


def media_types(part: Any) -> list[dict[str, Any]]:
    """Return every media type of a document that has an example."""
    if isinstance(part, list):
        return [found for each in part for found in media_types(each)]
    if not isinstance(part, dict):
        return []
    found = [part] if "example" in part and "schema" in part else []
    return found + [each for value in part.values() for each in media_types(value)]


def references(part: Any) -> set[str]:
    """Return every reference in a document."""
    if isinstance(part, list):
        return {ref for each in part for ref in references(each)}
    if not isinstance(part, dict):
        return set()
    own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
    return own | {ref for value in part.values() for ref in references(value)}


def test_the_document_is_valid_openapi() -> None:
    assert list(OpenAPIV31SpecValidator(openapi()).iter_errors()) == []


def test_every_operation_has_a_name_and_a_sentence_of_its_own() -> None:
    names = [each.name for each in operations()]
    assert len(names) == len(set(names))
    assert all(each.summary.endswith(".") for each in operations())


def test_every_example_is_what_its_schema_says() -> None:
    found = media_types(openapi()["paths"])
    assert len(found) > 25
    for media in found:
        judge(openapi(), media["schema"], media["example"])


def test_every_schema_is_used() -> None:
    schemas = openapi()["components"]["schemas"]
    used = {ref.rsplit("/", 1)[-1] for ref in references(openapi())}
    assert set(schemas) <= used


def test_a_body_is_described_where_one_is_taken() -> None:
    paths = openapi()["paths"]
    for each in operations():
        described = paths[each.path][each.method.lower()]
        assert ("requestBody" in described) == (each.takes is not None)
        for status in ("408", "413", "415"):
            assert (status in described["responses"]) == (each.takes is not None)
        assert "429" in described["responses"]


def test_any_code_may_come_and_those_that_belong_are_named() -> None:
    def codes(response: dict[str, Any]) -> set[str]:
        return {ref.rsplit("/", 1)[-1] for ref in references(response)}

    assert codes(openapi()["components"]["responses"]["Problem"]) == set(map(problem_name, Code))
    conflict = openapi()["paths"]["/items/{item_id}/retract"]["post"]["responses"]["409"]
    assert codes(conflict) == {"NotRetractableProblem"}
    assert conflict["description"] == "Conflict: `not_retractable`."


def test_when_to_come_back_is_said_where_it_is() -> None:
    responses = openapi()["paths"]["/bid"]["post"]["responses"]
    assert "Retry-After" in responses["503"]["headers"]
    assert "headers" not in responses["409"]
