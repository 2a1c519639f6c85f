"""The tables. Ids, times and kinds are clear; names, words, values and notebooks are encrypted."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

REVISION = "0001"
"""The newest migration; a test holds it against the scripts."""

metadata = MetaData()


def _mac() -> Column[str]:
    """What makes a table a guarded one: see `anchors`."""
    return Column("mac", String, nullable=False)


meta = Table(
    "coprod_meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text),
    _mac(),
)
anchor = Table(
    "anchor",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sums", LargeBinary, nullable=False),
)
accounts = Table(
    "accounts",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("name_key", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("password", String, nullable=False),
    Column("closed", String),
    _mac(),
)
failed_sign_ins = Table(
    "failed_sign_ins",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name_key", String, nullable=False, index=True),
    Column("at", String, nullable=False),
)
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", String, primary_key=True),
    Column("token_key", String, nullable=False, unique=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("started", String, nullable=False),
    Column("seen", String, nullable=False),
    Column("locked_to", String),
    Column("pin", String),
    Column("pin_tries", Integer, nullable=False),
    Column("tried", String),
    # The staff sign-in that let a patient's own device in; without it the device is out too.
    Column("device_of", ForeignKey("sign_ins.id", ondelete="CASCADE"), index=True),
)
# One at most for each interview: showing a new code ends the one before.
join_codes = Table(
    "join_codes",
    metadata,
    Column("interview_id", String, primary_key=True),
    Column("code_key", String, nullable=False, unique=True),
    Column("sign_in_id", ForeignKey("sign_ins.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("made", String, nullable=False),
)
patients = Table(
    "patients",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("number", LargeBinary, nullable=False),
    Column("number_key", String, nullable=False, unique=True),
    Column("clinician_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("consents", Integer, nullable=False),
    _mac(),
)
consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("decision", String, nullable=False),
    Column("at", String, nullable=False),
    _mac(),
)
instruments = Table(
    "instruments",
    metadata,
    Column("id", String, primary_key=True),
    Column("version", String, primary_key=True),
    Column("hash", String, nullable=False),
    Column("text", Text, nullable=False),
    _mac(),
)
interviews = Table(
    "interviews",
    metadata,
    Column("id", String, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("clinician_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("episode", Integer, nullable=False),
    Column("workbook", String, nullable=False),
    Column("instrument", String, nullable=False),
    Column("version", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("created", String, nullable=False),
    Column("notebook", LargeBinary, nullable=False),
    _mac(),
)
# How far each journal goes, apart from `interviews` so that an answer rewrites no notebook.
journals = Table(
    "journals",
    metadata,
    Column("id", String, primary_key=True),
    Column("entries", Integer, nullable=False),
    Column("head", String, nullable=False),
    _mac(),
)
entries = Table(
    "entries",
    metadata,
    Column("interview_id", ForeignKey("interviews.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
    Column("key", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("happening", String),
    Column("status", String),
    Column("body", LargeBinary, nullable=False),
    Column("head", String, nullable=False),
    UniqueConstraint("interview_id", "key"),
)
records = Table(
    "records",
    metadata,
    Column("id", String, primary_key=True),
    Column("interview_id", ForeignKey("interviews.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("head", String, nullable=False),
    Column("at", String, nullable=False),
    # What the desk lists of a record, so that no list opens a notebook or a journal.
    Column("gist", LargeBinary, nullable=False),
    Column("notebook", LargeBinary, nullable=False),
    _mac(),
    UniqueConstraint("interview_id", "version"),
    UniqueConstraint("interview_id", "head"),
    # All that the queue goes through, without the pages that the notebooks fill.
    Index("records_by_age", "at", "interview_id", "version", "id"),
)
# Verdicts on one version of a record, numbered from 1: what was raised can be decided later.
reviews = Table(
    "reviews",
    metadata,
    Column("id", String, primary_key=True),
    Column("record_id", ForeignKey("records.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("decision", String, nullable=False),
    # Whether it was drawn to be rated by somebody else too: 1 or 0.
    Column("drawn", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("at", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    _mac(),
    UniqueConstraint("record_id", "number"),
    Index("reviews_by_record", "record_id", "number", "decision", "drawn", "id"),
    Index("reviews_by_age", "at"),
)
# What a second supervisor makes of a record that was drawn; one at most for each.
ratings = Table(
    "ratings",
    metadata,
    Column("id", String, primary_key=True),
    Column("record_id", ForeignKey("records.id"), nullable=False, unique=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("digest", String, nullable=False),
    Column("at", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    _mac(),
)
# What a supervisor has written and not sent yet. It comes and goes, so no row of it is sealed.
drafts = Table(
    "drafts",
    metadata,
    Column("id", String, primary_key=True),
    Column("record_id", ForeignKey("records.id"), nullable=False),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    # Whether it is marks as the second one: 1 or 0.
    Column("is_rating", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("record_id", "account_id", "is_rating"),
)
# All that went out: data sets, records that were handed out, releases.
datasets = Table(
    "datasets",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("at", String, nullable=False),
    Column("counts", Text, nullable=False),
    Column("digests", Text, nullable=False),
    Column("interviews", Text, nullable=False),
    Column("patients", Text, nullable=False),
    # Of a release: its plan, and whose figures stand in each of its cells. Of a data set made of
    # hand-outs: of when each hospital's newest list is.
    Column("body", LargeBinary, nullable=False),
    _mac(),
)
audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("deed", String, nullable=False),
    Column("account", String),
    Column("resource", String),
    Column("reason", Text, nullable=False),
    Column("head", String, nullable=False),
)

AUDIT = "audit"
"""The audit trail's id among the journals; the others have the ids of their interviews."""

GUARDED = tuple(table for table in metadata.sorted_tables if "mac" in table.c)
"""The tables whose rows are sealed one by one and anchored together."""
