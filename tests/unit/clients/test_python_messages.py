"""The Python SDK's types of messages have the fields of the contract's."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from msgspec import Struct
from msgspec.structs import fields

from auction_client import messages
from server.reference.asyncapi import asyncapi
from server.reference.openapi import openapi
from server.reference.typescript import NAMES

SCHEMAS = {
    **openapi()["components"]["schemas"],
    **asyncapi()["components"]["schemas"],
}
SCHEMA_OF = {
    **{name: schema for schema, name in NAMES.items()},
    "Revoked": "Done",
    "SaleNotice": "NoticeAnswer",
    "Webhook": "NewWebhookAnswer",
}
"""The contract's names of the types that have another one in the SDKs. A new webhook has its secret."""
OF_ANOTHER_FORM = {"Refusal"}
NOT_READ = {"ok", "sent_at"}
"""Fields of answers that the SDK reads before it makes its own values of them."""


def types_of_messages() -> list[type[Struct]]:
    """Return the public types of all modules of messages."""
    modules = [
        import_module(f"{messages.__name__}.{each.name}")
        for each in iter_modules(messages.__path__)
    ]
    return [
        kind
        for module in modules
        for name, kind in vars(module).items()
        if isinstance(kind, type)
        and issubclass(kind, Struct)
        and kind.__module__ == module.__name__
        and not name.startswith("_")
        and name not in OF_ANOTHER_FORM
    ]


@pytest.mark.parametrize("kind", types_of_messages(), ids=lambda kind: kind.__name__)
def test_a_message_has_the_fields_of_the_contract_and_needs_none_that_may_be_absent(
    kind: type[Struct],
) -> None:
    schema = SCHEMAS[SCHEMA_OF.get(kind.__name__, kind.__name__)]
    own = {each.encode_name: each.required for each in fields(kind)}
    assert own.keys() - NOT_READ == schema["properties"].keys() - NOT_READ
    needed = {name for name, required in own.items() if required}
    assert needed <= set(schema["required"])
