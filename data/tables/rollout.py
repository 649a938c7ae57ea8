"""The rollout of the NSD, area by area."""

from sqlalchemy import Column, Date, ForeignKey, Index, String

from data.tables.versioned import versioned

nsd_stage = versioned(
    "nsd_stage",
    Column("area_code", ForeignKey("area.code"), nullable=False),
    Column("stage", String(20), nullable=False, comment="Not started, Planned, Preparing, Live"),
    Column("from_on", Date, nullable=False, comment="the first day at this stage"),
    Column("target_on", Date, comment="when it is meant to be live"),
    Index(None, "area_code", "from_on", "known_from"),
    key=("area_code", "from_on"),
    comment="One row per version of a stage of the NSD rollout",
)
