"""The tables. What changes here gets a migration; a test compares the two."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    func,
    text,
)

from intake.model.assessment import Verdict
from intake.model.decision import Outcome, Reason
from intake.model.mail import NoticeKind
from intake.model.message import MessageKind
from intake.store.columns import Code, Instant, RowId, Sealed
from intake.store.states import ArrivalState, Event, Fate, FilingState, MailState

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("mailbox", String, nullable=False),
    Column("folder", String, nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("fate", Code(Fate), nullable=False),
    Column("seen_at", Instant, nullable=False),
    UniqueConstraint("mailbox", "folder", "uidvalidity", "uid"),
)
"""Every UID that was ever seen. What is not here is new."""

beginnings = Table(
    "beginnings",
    metadata,
    Column("mailbox", String, primary_key=True),
    Column("folder", String, primary_key=True),
    Column("begun_at", Instant, nullable=False),
)
"""When we began in a folder. What lay there before is nobody's referral of today."""

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("ledger_id", ForeignKey("ledger.id"), nullable=False, unique=True),
    Column("received_at", Instant, nullable=False),
    Column("kept_at", Instant, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String, index=True),
    Column("state", Code(ArrivalState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", String),
    Column("due_at", Instant, nullable=False),
    Column("lease_token", Integer, nullable=False),
    Column("leased_by", String),
    Column("leased_until", Instant),
    Column("decided_at", Instant),
    Column("kind", Code(MessageKind)),
    Column("outcome", Code(Outcome)),
    Column("reason", Code(Reason)),
    Column("withheld", JSON),
    Column("fingerprint", String, index=True),
    Column("message_id", Sealed),
    Column("message_id_hash", String, index=True),
    Column("sender_hash", String, index=True),
    Column("kept_from", JSON),
    Column("settled_at", Instant),
    Column("erased_at", Instant),
    Column("quiet", Boolean),
    Index(
        "ix_arrivals_undecided",
        "due_at",
        "id",
        sqlite_where=text("decided_at IS NULL"),
        postgresql_where=text("decided_at IS NULL"),
    ),
)
"""One message taken from the mailbox. What arrived never changes; what became of it is added."""

originals = Table(
    "originals",
    metadata,
    Column("arrival_id", ForeignKey("arrivals.id"), primary_key=True),
    Column("content", Sealed, nullable=False),
)
"""The bytes of an arrival, apart from it so that looking through arrivals stays quick."""

referrals = Table(
    "referrals",
    metadata,
    Column("reference", String, primary_key=True),
    Column("opened_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("outcome", Code(Outcome), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("agency_domain", Sealed),
    Column("versions", Integer, nullable=False),
    Column("kept_from", JSON),
    Index(None, "closed_at"),
)
"""One form and its later versions, as it stands now. Open until it was forwarded or a person settles it."""

versions = Table(
    "versions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("reference", ForeignKey("referrals.reference"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("arrival_id", ForeignKey("arrivals.id"), nullable=False, index=True),
    Column("recorded_at", Instant, nullable=False),
    Column("attachment_sha256", String, index=True),
    Column("form", String),
    Column("form_version", String),
    Column("verdict", Code(Verdict)),
    Column("missing", JSON, nullable=False),
    Column("outcome", Code(Outcome), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("agency_domain", Sealed),
    Column("process", Sealed),
    Column("child_outcome", Sealed),
    UniqueConstraint("reference", "number"),
)

keys = Table(
    "keys",
    metadata,
    Column("id", String, primary_key=True),
    Column("since", Instant, nullable=False, server_default=func.current_timestamp()),
    Column("retired_at", Instant),
)
"""Names of the keys that sealed something here, and since when; retired when nothing is sealed with it any more."""

holds = Table(
    "holds",
    metadata,
    Column("reference", ForeignKey("referrals.reference"), primary_key=True),
    Column("since", Instant, nullable=False),
)
"""Referrals of which nothing may be erased."""

counters = Table(
    "counters",
    metadata,
    Column("prefix", String, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
"""The last number given out for each prefix and year."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("message_id", String, nullable=False, unique=True),
    Column("arrival_id", ForeignKey("arrivals.id"), index=True),
    Column("kind", Code(NoticeKind), nullable=False),
    Column("reference", String, index=True),
    Column("addressee_hash", String, nullable=False, index=True),
    Column("envelope", Sealed, nullable=False),
    Column("content", Sealed, nullable=False),
    Column("state", Code(MailState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("settled_at", Instant),
    Column("code", Integer),
    Column("phase", String),
    Column("lease_token", Integer, nullable=False),
    Column("leased_by", String),
    Column("leased_until", Instant),
    Index(
        "ix_outbox_unfinished",
        "due_at",
        "id",
        sqlite_where=text("finished_at IS NULL"),
        postgresql_where=text("finished_at IS NULL"),
    ),
    Index(None, "queued_at", "kind"),
    Index(
        "ix_outbox_finished",
        "finished_at",
        sqlite_where=text("finished_at IS NOT NULL"),
        postgresql_where=text("finished_at IS NOT NULL"),
    ),
)
"""Finished letters, and what became of them."""

filings = Table(
    "filings",
    metadata,
    Column("arrival_id", ForeignKey("arrivals.id"), primary_key=True),
    Column("state", Code(FilingState), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("folder", String),
    Column("uidvalidity", BigInteger),
    Column("uid", BigInteger),
    Column("reason", String),
    Column("finished_at", Instant),
    Index(
        "ix_filings_unfinished",
        "due_at",
        "arrival_id",
        sqlite_where=text("finished_at IS NULL"),
        postgresql_where=text("finished_at IS NULL"),
    ),
)
"""The move of a decided message to the folder of its outcome."""

audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("event", Code(Event), nullable=False),
    Column("arrival_id", ForeignKey("arrivals.id"), index=True),
    Column("outbox_id", ForeignKey("outbox.id"), index=True),
    Column("reference", String, index=True),
    Column("detail", String, nullable=False),
    Column("mark", LargeBinary),
)
"""Every step, in order, in codes. Only ever added to: triggers refuse the rest."""

links = Table(
    "audit_links",
    metadata,
    Column("number", RowId, primary_key=True, autoincrement=False),
    Column("step_id", RowId, nullable=False, unique=True),
    Column("link", LargeBinary, nullable=False),
    Column("proof", LargeBinary, nullable=False),
)
"""The chain over the audit's steps, in its own order and without a gap. Only ever added to, as they are."""

digests = Table(
    "digests",
    metadata,
    Column("day", Date, primary_key=True),
    Column("reader_hash", String, primary_key=True),
    Column("outbox_id", ForeignKey("outbox.id"), nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("head", Sealed),
)
"""Which reader has which local day's digest."""

alarms = Table(
    "alarms",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("code", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("times", Integer, nullable=False),
    Column("cleared_at", Instant),
    Column("told_at", Instant),
    Index(
        "uq_alarms_open",
        "code",
        "detail",
        unique=True,
        sqlite_where=text("cleared_at IS NULL"),
        postgresql_where=text("cleared_at IS NULL"),
    ),
)

clocks = Table(
    "clocks",
    metadata,
    Column("machine", String, primary_key=True),
    Column("ahead", Float(53), nullable=False),
    Column("calm_since", Float(53), nullable=False),
)
"""By how much the hour of a machine is ahead of its ticks, and the tick since which that is so; in seconds."""

runs = Table(
    "runs",
    metadata,
    Column("job", String, primary_key=True),
    Column("last_at", Instant, nullable=False),
    Column("last_ok_at", Instant),
    Column("failures", Integer, nullable=False),
    Column("detail", String, nullable=False),
)
"""When each job ran last, and how often it failed since it last went well."""
