"""The archive's SQL statements by name; the head of each `sql/NAME.sql` names its arguments."""

from pathlib import Path

SQL = {path.stem: path.read_text() for path in Path(__file__).with_name("sql").glob("*.sql")}
