"""The packs that were issued, and the files of each that were handed out."""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Integer, String, Table, Text

from data.tables.versioned import metadata

pack_issue = Table(
    "pack_issue",
    metadata,
    Column("reference", String(40), primary_key=True, comment="what the pack is called by"),
    Column("issued_at", DateTime, nullable=False, comment="UTC"),
    Column("issued_by", String(120), nullable=False, comment="username, or login of the operator"),
    Column("audience", String(20), nullable=False, comment="inspector or partners"),
    Column("areas", Text, nullable=False, comment="JSON list of the areas that partners see"),
    Column("recipient", Text, nullable=False, comment="to whom it was given, as stated"),
    Column("purpose", Text, nullable=False, comment="as stated by the person"),
    Column("as_at", Date, nullable=False, comment="the day that its figures speak of"),
    Column("period_start", Date, nullable=False, comment="the first day of its period"),
    Column("period_end", Date, nullable=False, comment="the last day of its period"),
    Column("choices", Text, nullable=False, comment="JSON, the filters by name"),
    Column(
        "known",
        Integer,
        ForeignKey("import_run.import_id"),
        nullable=False,
        comment="the import up to which records are believed",
    ),
    Column(
        "decisions",
        Integer,
        nullable=False,
        comment="the newest entry of a decision that stands in it; 0: none does",
    ),
    Column(
        "agreement_id",
        Integer,
        comment="the agreement under which it was issued; null: under none",
    ),
    Column("issue_id", Integer, comment="the issue whose figures stand in it; null: none does"),
    Column("force", Text, nullable=False, comment="whose pack it is, as it stands on it"),
    Column("marking", Text, nullable=False, comment="protective marking, as it stands on it"),
    Column("handling", Text, nullable=False, comment="handling line, as it stands on it"),
    Column(
        "contents",
        String(64),
        comment="SHA-256 of all that stands in it; null: issued before that was kept",
    ),
    comment="One row per pack that was issued: what it follows from, and its fingerprints",
)

pack_file = Table(
    "pack_file",
    metadata,
    Column("reference", ForeignKey("pack_issue.reference"), primary_key=True, comment="the pack"),
    Column("format", String(10), primary_key=True, comment="pdf, docx, pptx or xlsx"),
    Column("sha256", String(64), nullable=False, index=True, comment="fingerprint of the file"),
    comment="One row per format in which a pack was handed out",
)
