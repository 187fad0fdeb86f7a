"""The shape of `intake.yaml`, and the rules between its keys: a later key is checked against the earlier ones."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from datetime import time
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationInfo, create_model, field_validator

from intake.forms.definition_faults import Shape, Some, nearest, suggestion
from intake.handbook.addresses import Address, Domain, domain_of
from intake.model.office import Alarms, AuthenticationMode, Folders, Limits, OldMail, Retention, Role, Schedule
from intake.notices.working_days import SUBDIVISIONS


def _folded(words: str) -> str:
    return " ".join(words.split())


Words: TypeAlias = Annotated[str, AfterValidator(_folded), Field(min_length=1)]


def _is_internal(address: str, info: ValidationInfo) -> str:
    """Nothing internal goes to a domain that the partnership has not named."""
    allowed: tuple[str, ...] | None = info.data.get("allowed_domains")
    domain = domain_of(address)
    if allowed is not None and domain not in allowed:
        raise ValueError(f"`{domain}` is not one of `allowed_domains`: {suggestion(domain, allowed)}")
    return address


def _is_no_loop(address: str, info: ValidationInfo) -> str:
    """A forward to the mailbox would come in again as a referral."""
    own = {each.lower() for each in (info.data.get("mailbox"), *info.data.get("mailbox_aliases", ())) if each}
    if address.lower() in own:
        raise ValueError("is the mailbox itself: what is forwarded there would arrive again")
    return address


Internal: TypeAlias = Annotated[Address, AfterValidator(_is_internal)]
Recipient: TypeAlias = Annotated[Internal, AfterValidator(_is_no_loop)]


class AgencyShape(Shape):
    name: Words
    domains: Some[Domain]


class RecusalShape(Shape):
    names: Some[Words]
    reads: Some[Role]
    instead: Address

    @field_validator("names")
    @classmethod
    def _are_whole(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not all(" " in name for name in names):
            raise ValueError("needs forename and surname of each: one word alone is found in too many places")
        return names


class OfficeShape(Shape):
    """In this order: a key is checked against those above it."""

    partnership: Words
    short_name: Words
    reference_prefix: Words
    marking: Words
    zone: str
    allowed_domains: Some[Domain]
    mailbox: Address
    mailbox_aliases: tuple[Address, ...] = ()
    head_title: Words = "Head of Safeguarding"
    head: Recipient
    deputies: tuple[Recipient, ...] = ()
    business_unit: Internal
    recusals: tuple[RecusalShape, ...] = ()
    contact_phone: Words
    danger_advice: Words
    form_location: Words | None = None
    agencies: tuple[AgencyShape, ...] = ()
    authentication_mode: AuthenticationMode = AuthenticationMode.NONE
    authserv_id: Annotated[str, Field(min_length=1)] | None = Field(default=None, validate_default=True)
    has_marked_copies: bool = False
    has_bounce_addresses: bool = False

    @field_validator("reference_prefix")
    @classmethod
    def _is_a_prefix(cls, prefix: str) -> str:
        if not re.fullmatch("[A-Z][A-Z0-9]{1,9}", prefix):
            raise ValueError(f"`{prefix}`: two to ten capital letters or digits, a letter first, such as HCP")
        return prefix

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, no name at all, the name of a folder
            near = nearest(zone, available_timezones())
            raise ValueError(
                f"`{zone}` is no time zone: " + (f"did you mean `{near}`?" if near else "such as Europe/London")
            ) from None
        return zone

    @field_validator("deputies")
    @classmethod
    def _are_others(cls, deputies: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        everybody = Counter(each.lower() for each in (*deputies, info.data.get("head", "")))
        if max(everybody.values()) > 1:
            raise ValueError("names the same person twice (the head is no deputy)")
        return deputies

    @field_validator("recusals")
    @classmethod
    def _stand_ins_are_others(
        cls, recusals: tuple[RecusalShape, ...], info: ValidationInfo
    ) -> tuple[RecusalShape, ...]:
        told = {str(info.data.get(name, "")).lower() for name in ("head", "business_unit")}
        told |= {each.lower() for each in info.data.get("deputies", ())}
        for recusal in recusals:
            _is_no_loop(_is_internal(recusal.instead, info), info)
            if recusal.instead.lower() in told:
                raise ValueError("`instead` is somebody who is told in any case, or stands in for them")
        return recusals

    @field_validator("agencies")
    @classmethod
    def _have_domains_of_their_own(cls, agencies: tuple[AgencyShape, ...]) -> tuple[AgencyShape, ...]:
        owners: dict[str, str] = {}
        for agency in agencies:
            for domain in agency.domains:
                if domain in owners:
                    raise ValueError(f"`{domain}` stands twice: with {owners[domain]} and with {agency.name}")
                owners[domain] = agency.name
        return agencies

    @field_validator("authserv_id")
    @classmethod
    def _goes_with_its_mode(cls, authserv_id: str | None, info: ValidationInfo) -> str | None:
        mode = info.data.get("authentication_mode")
        if mode is AuthenticationMode.RFC8601 and authserv_id is None:
            raise ValueError("is missing: `authentication_mode: rfc8601` trusts only the results that carry it")
        if mode not in {None, AuthenticationMode.RFC8601} and authserv_id is not None:
            raise ValueError(f"excludes `authentication_mode: {mode}`: only rfc8601 has one")
        return authserv_id


def _is_a_folder(name: str) -> str:
    if not all(part.strip() == part and part for part in name.split("/")) or not name.isprintable():
        raise ValueError(f"`{name}` is no folder: parts with / between them, such as Intake/Returned")
    if set(name) & set('*%\\"'):
        raise ValueError(f"`{name}`: a folder's name has none of * % \\ and quotes (RFC 3501 §6.3.8)")
    return name


def _is_another_folder(name: str, info: ValidationInfo) -> str:
    if name.lower() in {str(each).lower() for each in info.data.values()}:
        raise ValueError(f"`{name}` stands twice: each outcome has a folder of its own")
    return name


Folder: TypeAlias = Annotated[str, AfterValidator(_is_a_folder), AfterValidator(_is_another_folder)]


FOLDERS = Folders()


class FoldersShape(Shape):
    model_config = ConfigDict(validate_default=True)

    inbox: Folder = FOLDERS.inbox
    forwarded: Folder = FOLDERS.forwarded
    returned: Folder = FOLDERS.returned
    handed_over: Folder = FOLDERS.handed_over


def _time_of_day(written: Any) -> time:
    if not isinstance(written, str) or not re.fullmatch("(?:[01][0-9]|2[0-3]):[0-5][0-9]", written):
        raise ValueError(f"`{written}` is no time of day, such as 08:00")
    return time.fromisoformat(written)


def _is_a_part(name: str) -> str:
    if name not in SUBDIVISIONS:
        raise ValueError(f"`{name}`: {suggestion(name, SUBDIVISIONS)}")
    return name


Seconds: TypeAlias = Annotated[int, Field(ge=1, le=86_400)]


SCHEDULE = Schedule()


class ScheduleShape(Shape):
    old_mail: OldMail = SCHEDULE.old_mail
    poll_seconds: Seconds = SCHEDULE.poll_seconds
    compare_seconds: Seconds = SCHEDULE.compare_seconds
    deliver_seconds: Seconds = SCHEDULE.deliver_seconds
    digest_at: Annotated[time, BeforeValidator(_time_of_day)] = SCHEDULE.digest_at
    holidays: Annotated[str, AfterValidator(_is_a_part)] = SCHEDULE.holidays


ALARMS = Alarms()


class AlarmsShape(Shape):
    nothing_fetched_minutes: Annotated[int, Field(ge=1)] = ALARMS.nothing_fetched_minutes
    outbox_older_minutes: Annotated[int, Field(ge=1)] = ALARMS.outbox_older_minutes
    quiet_working_days: Annotated[int, Field(ge=1)] = ALARMS.quiet_working_days
    repeat_hours: Annotated[int, Field(ge=1)] = ALARMS.repeat_hours


if TYPE_CHECKING:
    RetentionShape: TypeAlias = Shape
else:
    DAYS = {each.name: (Annotated[int, Field(ge=1, le=36_500)], each.default) for each in fields(Retention)}
    RetentionShape = create_model("RetentionShape", __base__=Shape, **DAYS)


NO_MORE_THAN: Mapping[str, tuple[str, str]] = {
    "header_block_bytes": ("message_bytes", "the header block is part of the message"),
    "office_entry_bytes": ("office_inflated_bytes", "an entry is part of the file"),
    "child_wall_seconds": ("lease_seconds", "the lease would end while the child still reads"),
    "smtp_reply_seconds": ("lease_seconds", "the lease would end while the server still may answer"),
    "fetch_messages": ("uids_in_a_command", "servers refuse longer commands"),
}
"""A limit, the limit that it must not pass, and why."""
FIXED = {"uids_in_a_command": 5_000}


class LimitsBounds(Shape):
    """What holds between limits; the limits themselves are those of `model.office.Limits`."""

    model_config = ConfigDict(validate_default=True)

    @field_validator("*", check_fields=False)
    @classmethod
    def _keeps_its_place(cls, value: int, info: ValidationInfo) -> int:
        name = str(info.field_name)
        for smaller, (larger, why) in NO_MORE_THAN.items():
            known = {**FIXED, **info.data, name: value}
            if name in {smaller, larger} and known.get(smaller, 0) > known.get(larger, value):
                raise ValueError(f"`{smaller}` must be no more than `{larger}` ({known[larger]}): {why}")
        return value


if TYPE_CHECKING:
    LimitsShape: TypeAlias = LimitsBounds
else:
    LIMITS = {each.name: (Annotated[int, Field(ge=1)], each.default) for each in fields(Limits)}
    LimitsShape = create_model("LimitsShape", __base__=LimitsBounds, **LIMITS)


class HandbookShape(Shape):
    office: OfficeShape
    folders: FoldersShape = FoldersShape()
    schedule: ScheduleShape = ScheduleShape()
    alarms: AlarmsShape = AlarmsShape()
    limits: LimitsShape = LimitsShape()
    retention: RetentionShape = RetentionShape()
