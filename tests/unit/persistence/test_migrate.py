"""Migrations are numbered files."""

from persistence.migrate import migrations


def test_every_migration_has_a_number_of_its_own() -> None:
    versions = [version for version, _, _ in migrations()]
    assert versions == sorted(set(versions))
    assert all(name.startswith(f"{version:04d}_") for version, name, _ in migrations())
