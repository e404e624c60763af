"""The archive's SQL by name; each statement stands in `sql/NAME.sql`, whose head names its arguments."""

from pathlib import Path

SQL = {path.stem: path.read_text() for path in Path(__file__).with_name("sql").glob("*.sql")}
