"""What is remembered: named queries, one transaction each, on SQLite or PostgreSQL."""

from intake.store.deciding import Deciding
from intake.store.errors import LeaseLost, StoreConflict, StoreFault, StoreRefused, StoreUnavailable
from intake.store.recent import MessageLine
from intake.store.rows import (
    Alarm,
    Arrival,
    AuditFault,
    AuditHead,
    AuditReport,
    DeadLetter,
    DigestFacts,
    Erasable,
    Erased,
    Figures,
    Filing,
    HandOverLine,
    Health,
    OutboxItem,
    ReferralLine,
    ReferralVersion,
    Refusal,
    Run,
    SealingKey,
    Signs,
    Step,
)
from intake.store.states import Event, MailState
from intake.store.store import Store

__all__ = [
    "Alarm",
    "Arrival",
    "AuditFault",
    "AuditHead",
    "AuditReport",
    "DeadLetter",
    "Deciding",
    "DigestFacts",
    "Erasable",
    "Erased",
    "Event",
    "Figures",
    "Filing",
    "HandOverLine",
    "Health",
    "LeaseLost",
    "MailState",
    "MessageLine",
    "OutboxItem",
    "ReferralLine",
    "ReferralVersion",
    "Refusal",
    "Run",
    "SealingKey",
    "Signs",
    "Step",
    "Store",
    "StoreConflict",
    "StoreFault",
    "StoreRefused",
    "StoreUnavailable",
]
