"""Migrations are numbered files."""

from persistence.migrate import migrations


def test_migrations_are_numbered_from_one_without_a_gap() -> None:
    versions = [version for version, _, _ in migrations()]
    assert versions == list(range(1, len(versions) + 1))
    assert all(name.startswith(f"{version:04d}_") for version, name, _ in migrations())
