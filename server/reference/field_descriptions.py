"""The descriptions of an answer's fields: the texts that stand below the fields of its type."""

import ast
import sys
from collections.abc import Mapping
from functools import cache
from inspect import cleandoc, getsource


def field_descriptions(kind: type) -> dict[str, str]:
    """Return the described fields of a typed dictionary, with those of its bases."""
    module = sys.modules[kind.__module__]
    declared = _classes(kind.__module__)[kind.__name__]
    described: dict[str, str] = {}
    for base in declared.bases:
        # A typed dictionary does not know its bases at run time; their names are in its source.
        inherited = getattr(module, base.id) if isinstance(base, ast.Name) else None
        if inherited is not None and inherited.__module__ != "typing":
            described |= field_descriptions(inherited)
    return described | dict(_described(declared))


@cache
def _classes(module: str) -> Mapping[str, ast.ClassDef]:
    tree = ast.parse(getsource(sys.modules[module]))
    return {each.name: each for each in tree.body if isinstance(each, ast.ClassDef)}


def _described(declared: ast.ClassDef) -> list[tuple[str, str]]:
    """List the fields that a text follows, with the text."""
    pairs = zip(declared.body, declared.body[1:], strict=False)
    return [
        (field.target.id, cleandoc(text.value.value))
        for field, text in pairs
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    ]
