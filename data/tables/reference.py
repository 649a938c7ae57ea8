"""Areas and local authorities."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from data.tables.versioned import metadata

local_authority = Table(
    "local_authority",
    metadata,
    Column("code", String(12), primary_key=True, comment="ONS code"),
    Column("name", String(80), nullable=False),
    Column("district", String(20), nullable=False, comment="City or County"),
    Column("population_10_17", Integer, comment="residents aged 10 to 17, ONS mid-2020"),
    comment="Local authorities: what rates are worked out by",
)

area = Table(
    "area",
    metadata,
    Column("code", String(40), primary_key=True, comment="short name, as used in addresses"),
    Column("name", String(80), nullable=False, unique=True),
    Column("district", String(20), nullable=False, comment="City or County"),
    Column("local_authority", ForeignKey("local_authority.code"), nullable=False),
    Column("tile_row", Integer, nullable=False, comment="its place on the tile map, from 0"),
    Column("tile_column", Integer, nullable=False, comment="its place on the tile map, from 0"),
    comment="Neighbourhood Policing Areas",
)
