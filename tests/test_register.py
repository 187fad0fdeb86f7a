"""The register holds each referral once, in local time, and nothing in it is a formula."""

import dataclasses
import io
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from intake.equipment import load_handbook
from intake.model.decision import Outcome
from intake.register import write_register
from intake.store import RegisterLine

OFFICE = load_handbook(None).office
LINE = RegisterLine(
    reference="HCP-2026-0001",
    opened=datetime(2026, 7, 1, 8, 30, tzinfo=UTC),
    changed=datetime(2026, 7, 2, 8, 30, tzinfo=UTC),
    closed=None,
    outcome=Outcome.HANDED_OVER,
    urgent=True,
    agency_domain="cafcass.example",
    form="halton-lcspr",
    versions=2,
    kept_from=(),
)


def sheet(*lines: RegisterLine) -> Worksheet:
    found = load_workbook(io.BytesIO(write_register(lines, OFFICE))).active
    assert isinstance(found, Worksheet)
    return found


def test_a_referral_is_one_line_in_the_offices_time_and_words() -> None:
    heading, line = sheet(LINE).iter_rows(values_only=True)

    assert dict(zip(heading, line, strict=True)) == {
        "Reference": "HCP-2026-0001",
        "Received": datetime(2026, 7, 1, 9, 30),  # noqa: DTZ001 - Excel knows no zones
        "Agency": "Cafcass",
        "Form": "halton-lcspr",
        "Now": "handed over",
        "Since": datetime(2026, 7, 2, 9, 30),  # noqa: DTZ001
        "Closed": None,
        "Urgent": "yes",
        "Copies received": 2,
    }


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "=cmd|' /C calc'!A0", "\t=1"])
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    written = sheet(dataclasses.replace(LINE, agency_domain=text))

    assert {cell.data_type for row in written.iter_rows() for cell in row} <= {"s", "d", "n"}
    assert written["C2"].value == text


def test_an_empty_register_is_its_headings() -> None:
    assert sheet().max_row == 1
