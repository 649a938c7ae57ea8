"""The monthly meeting: decisions, packs, what is issued to partners, and annotations of trends."""

from data.tables.meeting.agreements import (
    agreement,
    agreement_area,
    area_issue,
    area_issue_beside,
    area_issue_figure,
)
from data.tables.meeting.annotations import annotation
from data.tables.meeting.decisions import decision
from data.tables.meeting.packs import pack_file, pack_issue

__all__ = [
    "agreement",
    "agreement_area",
    "annotation",
    "area_issue",
    "area_issue_beside",
    "area_issue_figure",
    "decision",
    "pack_file",
    "pack_issue",
]
