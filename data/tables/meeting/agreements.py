"""Information-sharing agreements, and what was issued to partners who have one."""

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, String, Table

from data.tables.versioned import metadata

agreement = Table(
    "agreement",
    metadata,
    Column("agreement_id", Integer, primary_key=True),
    Column(
        "username", ForeignKey("account.username"), nullable=False, comment="whose account has it"
    ),
    Column("reference", String(60), nullable=False, comment="as the signed document is known"),
    Column("agency", String(40), nullable=False, comment="the partner, as reference/ names it"),
    Column("signed_on", Date, nullable=False, comment="the first day on which it holds"),
    Column("ends_on", Date, nullable=False, comment="the last day on which it holds"),
    Column("proposed_by", String(120), nullable=False, comment="username"),
    Column("proposed_at", DateTime, nullable=False, comment="UTC"),
    Column("decided_by", String(120), comment="username; null: nobody has decided yet"),
    Column("decided_at", DateTime, comment="UTC"),
    Column("is_approved", Boolean, comment="whether it was approved"),
    Column("ended_by", String(120), comment="who ended it early; null: nobody"),
    Column("ended_at", DateTime, comment="UTC"),
    comment="Agreements under which a partner's account is shown exact summaries of areas",
)

agreement_area = Table(
    "agreement_area",
    metadata,
    Column("agreement_id", ForeignKey("agreement.agreement_id"), primary_key=True),
    Column("area_code", ForeignKey("area.code"), primary_key=True),
    comment="The areas of which an agreement speaks",
)

area_issue = Table(
    "area_issue",
    metadata,
    Column("issue_id", Integer, primary_key=True),
    Column("as_at", Date, nullable=False, comment="the day that its figures speak of"),
    Column("since", Date, nullable=False, comment="the day after the meeting before"),
    Column(
        "import_id",
        ForeignKey("import_run.import_id"),
        nullable=False,
        comment="the import it was made from, whatever came later",
    ),
    Column("beside_on", Date, comment="month end of the release that stands beside it; null: none"),
    Column("issued_by", String(120), nullable=False, comment="username"),
    Column("issued_at", DateTime, nullable=False, comment="UTC"),
    comment="One row each time that summaries of areas were issued to partners; never changed",
)

area_issue_figure = Table(
    "area_issue_figure",
    metadata,
    Column("issue_id", ForeignKey("area_issue.issue_id"), primary_key=True),
    Column("area_code", String(40), primary_key=True, comment="the area"),
    Column("measure", String(20), primary_key=True, comment="on_tracker, status, duties …"),
    Column("category", String(60), primary_key=True, comment="of the measure; empty: it has none"),
    Column("detail", String(60), primary_key=True, comment="of the category; empty: it has none"),
    Column("value", Integer, nullable=False, comment="exact, as it was issued"),
    comment="The exact figures of each area, as they were issued",
)

area_issue_beside = Table(
    "area_issue_beside",
    metadata,
    Column("issue_id", ForeignKey("area_issue.issue_id"), primary_key=True),
    Column("agreement_id", ForeignKey("agreement.agreement_id"), primary_key=True),
    Column("place", String(40), primary_key=True, comment="a district, or Force"),
    Column("measure", String(20), primary_key=True, comment="on_tracker, status …"),
    Column("category", String(60), primary_key=True, comment="of the measure; empty: it has none"),
    Column("value", Integer, comment="as released; null: not shown"),
    comment="What stands beside the exact figures of an agreement's areas, as it was issued",
)
