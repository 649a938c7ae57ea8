"""What migrations share that make record tables: columns, and the tables with their clocks.

Migrations that were released rest on it, so what it makes never changes.
"""

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem


def text(name: str, length: int, comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), comment=comment)


def day(name: str, comment: str | None = None) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), comment=comment)


def filled(column: sa.Column[date] | sa.Column[str]) -> SchemaItem:
    column.nullable = False
    return column


def record_table(
    name: str, key: str, indexes: list[list[str]], *columns: SchemaItem, comment: str
) -> None:
    """A record table with its clocks and its indexes."""
    op.create_table(
        name,
        sa.Column("version_id", sa.Integer(), nullable=False, comment="this version of the record"),
        sa.Column(
            "known_from",
            sa.Integer(),
            nullable=False,
            comment="the import that brought this version",
        ),
        sa.Column(
            "known_until",
            sa.Integer(),
            comment="the import that replaced or withdrew this version; null while it is current",
        ),
        filled(text(key, 40)),
        *columns,
        *(
            sa.ForeignKeyConstraint([clock], ["import_run.import_id"], name=f"fk_{name}_{clock}")
            for clock in ("known_from", "known_until")
        ),
        sa.PrimaryKeyConstraint("version_id", name=f"pk_{name}"),
        comment=f"{comment}. Key: {key}",
    )
    for indexed in indexes:
        op.create_index(f"ix_{name}_{'_'.join(indexed)}", name, indexed)
    op.create_index(
        f"uq_{name}_current",
        name,
        [key],
        unique=True,
        sqlite_where=sa.text("known_until IS NULL"),
        postgresql_where=sa.text("known_until IS NULL"),
    )
