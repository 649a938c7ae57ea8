"""Areas and local authorities hold from a day to a day, and from an import to an import.

What stood in the database so far has always held, as far as is known. The table of areas keeps
their codes, which records name. The forces that find children come into a list of their own.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from data.migrations.record_tables import day, filled, long_text, number, text, yes_or_no

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BEFORE = "Neighbourhood Policing Areas"
AFTER = "Neighbourhood Policing Areas of any time, which records name"
OF_AN_AREA = ("name", "district", "local_authority", "tile_row", "tile_column")
OF_AN_AUTHORITY = ("name", "district", "population_10_17")

Row = dict[str, Any]


def upgrade() -> None:
    op.create_table(
        "finder",
        filled(text("name", 30)),
        filled(yes_or_no("is_own", "whether it is the force of this dashboard")),
        number("position", "its place in the list, from 0; null: no longer in it"),
        sa.PrimaryKeyConstraint("name", name="pk_finder"),
        comment="Who may have found a child in a criminal situation",
    )
    areas, authorities = _rows("area"), _rows("local_authority")
    _remake("area", _code(), sa.PrimaryKeyConstraint("code", name="pk_area"), comment=AFTER)
    _insert("area", ("code",), areas)
    op.drop_table("local_authority")
    _dated("local_authority", _ons_code(), *_of_an_authority(), comment=_AUTHORITIES)
    _dated(
        "area_version",
        filled(text("code", 40)),
        *_of_an_area(),
        long_text("became", "codes of the areas that follow it, once it has ended"),
        sa.ForeignKeyConstraint(["code"], ["area.code"], name="fk_area_version_code"),
        comment="What an area was called, and its district, from when to when",
    )
    for table, columns, rows in (
        ("local_authority", OF_AN_AUTHORITY, authorities),
        ("area_version", OF_AN_AREA, areas),
    ):
        always = {"known_from": 1, "from_on": date.min, "until_on": date.max}
        _insert(table, ("code", *columns, *always), [{**row, **always} for row in rows])
    _refer_to_area()


def downgrade() -> None:
    areas, authorities = _rows("area_version"), _rows("local_authority")
    op.drop_table("area_version")
    op.drop_table("local_authority")
    op.create_table(
        "local_authority",
        _ons_code(),
        *_of_an_authority(),
        sa.PrimaryKeyConstraint("code", name="pk_local_authority"),
        comment=_AUTHORITIES,
    )
    _insert("local_authority", ("code", *OF_AN_AUTHORITY), _newest(authorities))
    _remake(
        "area",
        _code(),
        *_of_an_area(),
        sa.ForeignKeyConstraint(
            ["local_authority"], ["local_authority.code"], name="fk_area_local_authority"
        ),
        sa.PrimaryKeyConstraint("code", name="pk_area"),
        sa.UniqueConstraint("name", name="uq_area_name"),
        comment=BEFORE,
    )
    _insert("area", ("code", *OF_AN_AREA), _newest(areas))
    _refer_to_area()
    op.drop_table("finder")


_AUTHORITIES = "Local authorities: what rates are worked out by"
_TILE = "its place on the tile map, from 0"


def _code() -> sa.Column[str]:
    comment = "short name, as used in addresses"
    return filled(text("code", 40, comment))


def _ons_code() -> sa.Column[str]:
    return filled(text("code", 12, "ONS code"))


def _district() -> sa.Column[str]:
    comment = "as reference/areas.csv names it"
    return filled(text("district", 20, comment))


def _of_an_authority() -> list[SchemaItem]:
    return [
        filled(text("name", 80)),
        _district(),
        number("population_10_17", "residents aged 10 to 17, ONS mid-2020"),
    ]


def _of_an_area() -> list[SchemaItem]:
    return [
        filled(text("name", 80)),
        _district(),
        filled(text("local_authority", 12, "ONS code")),
        filled(number("tile_row", _TILE)),
        filled(number("tile_column", _TILE)),
    ]


def _dated(name: str, *columns: SchemaItem, comment: str) -> None:
    """A table of what a reference file says, line by line, with the days for which each holds."""
    op.create_table(
        name,
        filled(number("version_id", "this line, as it was known")),
        filled(number("known_from", "the first import that it holds for")),
        number("known_until", "the import that ends it; null while it is current"),
        *columns,
        filled(day("from_on", "its first day; 0001-01-01: always")),
        filled(day("until_on", "its last day; 9999-12-31: still holds")),
        sa.PrimaryKeyConstraint("version_id", name=f"pk_{name}"),
        comment=comment,
    )


def _table(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())


def _rows(table: str) -> list[Row]:
    return [dict(row) for row in op.get_bind().execute(sa.select(_table(table))).mappings()]


def _newest(rows: Sequence[Row]) -> list[Row]:
    """What is said of each code last."""
    current = [row for row in rows if row["known_until"] is None]
    return list(
        {row["code"]: row for row in sorted(current, key=lambda r: str(r["from_on"]))}.values()
    )


def _insert(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    if rows:
        given = [{column: row[column] for column in columns} for row in rows]
        op.get_bind().execute(sa.insert(_table(table)), given)


def _remake(name: str, *columns: SchemaItem, comment: str) -> None:
    """Make a table again that others refer to. On SQLite they do so again by themselves, and what
    they refer to is checked when all is done; on PostgreSQL, see `_refer_to_area`."""
    if op.get_bind().dialect.name == "sqlite":
        # A statement that writes begins the transaction, at whose end the references are checked.
        op.get_bind().execute(sa.delete(_table(name)).where(sa.false()))
        op.get_bind().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        op.drop_table(name)
    else:
        op.execute(f"DROP TABLE {name} CASCADE")
    op.create_table(name, *columns, comment=comment)


def _refer_to_area() -> None:
    """Have PostgreSQL check again that the areas that records name are in the table of areas."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in (
        "account_area", "agreement_area", "intelligence_day", "intelligence_report", "nsd_stage",
        "sca_referral", "tracker_month", "tracker_spell",
    ):  # fmt: skip
        op.create_foreign_key(f"fk_{table}_area_code", table, "area", ["area_code"], ["code"])
