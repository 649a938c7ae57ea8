"""The lists that a force edits: places, statuses, genders, panels and agencies."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text
from sqlalchemy.schema import SchemaItem

from data.tables.versioned import metadata


def dated(name: str, *columns: SchemaItem, comment: str) -> Table:
    """A table of the lines of a reference file, each with its first and last day.

    Lines change from one import to another: a line is known from the import `known_from` until that
    of `known_until`. These imports need not exist yet, because a change of the file holds from the
    next import on.
    """
    return Table(
        name,
        metadata,
        Column("version_id", Integer, primary_key=True, comment="this line, as it was known"),
        Column("known_from", Integer, nullable=False, comment="the first import that it holds for"),
        Column("known_until", Integer, comment="the import that ends it; null while it is current"),
        *columns,
        Column("from_on", Date, nullable=False, comment="its first day; 0001-01-01: always"),
        Column("until_on", Date, nullable=False, comment="its last day; 9999-12-31: still holds"),
        comment=comment,
    )


def listed(name: str, *columns: Column[Any], comment: str) -> Table:
    """The table of a list. A value that is no longer in the list keeps its row, because records may
    name it."""
    position = Column(
        "position", Integer, comment="its place in the list, from 0; null: no longer in it"
    )
    return Table(name, metadata, *columns, position, comment=comment)


local_authority = dated(
    "local_authority",
    Column("code", String(12), nullable=False, comment="ONS code"),
    Column("name", String(80), nullable=False),
    Column("district", String(20), nullable=False, comment="as reference/areas.csv names it"),
    Column("population_10_17", Integer, comment="residents aged 10 to 17, ONS mid-2020"),
    Column(
        "nrm_decided_by", String(30), comment="who decides in the NRM on its children; null: SCA"
    ),
    comment="Local authorities: what rates are worked out by",
)

area = Table(
    "area",
    metadata,
    Column("code", String(40), primary_key=True, comment="short name, as used in addresses"),
    comment="Neighbourhood Policing Areas of any time, which records name",
)

area_version = dated(
    "area_version",
    Column("code", ForeignKey("area.code"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("district", String(20), nullable=False, comment="as reference/areas.csv names it"),
    Column("local_authority", String(12), nullable=False, comment="ONS code"),
    Column("tile_row", Integer, nullable=False, comment="its place on the tile map, from 0"),
    Column("tile_column", Integer, nullable=False, comment="its place on the tile map, from 0"),
    Column("became", Text, comment="codes of the areas that follow it, once it has ended"),
    comment="What an area was called, and its district, from when to when",
)

status = listed(
    "status",
    Column("name", String(60), primary_key=True),
    Column("short", String(20), comment="its name on a line or a column; null: the name itself"),
    Column("is_open", Boolean, nullable=False, comment="whether a child with it counts as open"),
    comment="Statuses that a child may have on the tracker",
)

gender = listed(
    "gender",
    Column("name", String(10), primary_key=True),
    Column("in_words", String(60), comment="what children of it are, after a number; may be null"),
    comment="Genders as they are recorded, that of a child whose gender is not known included",
)

panel = listed(
    "panel",
    Column("panel", String(60), primary_key=True, comment="its name"),
    Column("district", String(20), nullable=False, comment="as reference/areas.csv names it"),
    comment="Panels that hear children, each of the children of one district",
)

first_responder = listed(
    "first_responder",
    Column("name", String(40), primary_key=True),
    Column("kind", String(10), nullable=False, comment="Police, Council or Other"),
    comment="Organisations that refer children to the National Referral Mechanism",
)

referral_agency = listed(
    "referral_agency",
    Column("name", String(30), primary_key=True),
    Column(
        "is_hub",
        Boolean,
        nullable=False,
        comment="whether it is a Multi-Agency Safeguarding Hub, which is reached by a PPN",
    ),
    Column("district", String(20), comment="the district that it serves; null: all of the force"),
    comment="Agencies to which children are referred, the NRM apart",
)

finder = listed(
    "finder",
    Column("name", String(30), primary_key=True),
    Column("is_own", Boolean, nullable=False, comment="whether it is the force of this dashboard"),
    comment="Who may have found a child in a criminal situation",
)
