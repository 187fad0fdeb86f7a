"""The handbook: config/ and templates/, loaded once and checked whole."""

import pickle
import shutil
from dataclasses import fields, replace
from datetime import time
from pathlib import Path

import pytest

from intake.forms.blank.word import write_word
from intake.handbook import HandbookFaults, only_form
from intake.handbook.load import load
from intake.model.office import AuthenticationMode, Limits, Retention

ROOT = Path(__file__).parents[1]
OFFICE = (ROOT / "config" / "intake.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what comes with the program, to be spoilt."""
    for name in ("config", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(HandbookFaults) as caught:
        load(folder / "config", folder / "templates")
    return [str(fault).replace(f"{folder}/", "") for fault in caught.value.faults]


def spoil(folder: Path, *changes: tuple[str, str]) -> None:
    text = OFFICE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "config" / "intake.yaml").write_text(text, encoding="utf-8")


def without_blanks(definition: Path) -> None:
    lines = definition.read_text(encoding="utf-8").splitlines(keepends=True)
    definition.write_text("".join(line for line in lines if not line.startswith("blanks:")), encoding="utf-8")


def line_of(words: str, text: str = OFFICE) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_what_comes_with_the_program_is_without_fault_and_can_be_sent_to_a_child_process() -> None:
    handbook = load(ROOT / "config", ROOT / "templates")
    assert pickle.loads(pickle.dumps(handbook)) == handbook
    assert [form.id for form in handbook.forms] == ["halton-lcspr"]
    assert handbook.office.authentication_mode is AuthenticationMode.RFC8601
    assert handbook.schedule.digest_at == time(8, 0)
    assert handbook.limits == Limits()
    assert "return.txt" in handbook.templates


def test_the_limits_and_times_shown_as_comments_are_the_defaults() -> None:
    shown = {
        line.split(":")[0].strip("# "): line.split(":")[1].split("#")[0].strip()
        for line in OFFICE.splitlines()
        if line.startswith("#   ") and ":" in line
    }
    assert {name: int(value) for name, value in shown.items()} == {
        field.name: getattr(defaults, field.name) for defaults in (Limits(), Retention()) for field in fields(defaults)
    }


def test_a_time_of_keeping_that_is_set_holds_and_none_is_no_time(folder: Path) -> None:
    spoil(folder, ("# retention:", "retention: {left_days: 7}"))
    assert load(folder / "config", folder / "templates").retention == Retention(left_days=7)
    spoil(folder, ("# retention:", "retention: {left_days: 0}"))
    assert any("`left_days` is too small (at least 1)" in fault for fault in faults_of(folder))


def test_a_limit_that_is_set_holds(folder: Path) -> None:
    spoil(folder, ("# limits:", "limits:"), ("#   attempts: 3", "    attempts: 5"))
    assert load(folder / "config", folder / "templates").limits == Limits(attempts=5)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("head: head.of.safeguarding@halton.gov.example", "head: head.of.safeguarding@halton.gov.exmple", "`head`: `halton.gov.exmple` is not one of `allowed_domains`: did you mean `halton.gov.example`?"),
        ("head: head.of.safeguarding@halton.gov.example", "head: head.of.safeguarding@halton.gov.k", "`head`: `halton.gov.k` is no domain, such as council.gov.uk"),
        ("head: head.of.safeguarding@halton.gov.example", "head: lcspr.referrals@haltonsafeguarding.example", "`head`: is the mailbox itself: what is forwarded there would arrive again"),
        ("head: head.of.safeguarding@halton.gov.example", "head: The Head <head@halton.gov.example>", "`head`: is no e-mail address, such as referrals@council.gov.uk (the address alone, without a name)"),
        ("deputies: [", "deputies: [LCSPR.referrals@haltonsafeguarding.example, ", "`deputies`: is the mailbox itself: what is forwarded there would arrive again"),
        ("deputies: [", "deputies: [head.of.safeguarding@halton.gov.example, ", "`deputies`: names the same person twice (the head is no deputy)"),
        ("business_unit: lcspr.referrals@haltonsafeguarding.example", "business_unit: unit@elsewhere.example", "`business_unit`: `elsewhere.example` is not one of `allowed_domains`: known here: halton.gov.example, haltonsafeguarding.example"),
        ("zone: Europe/London", "zone: Europe/Lodon", "`zone`: `Europe/Lodon` is no time zone: did you mean `Europe/London`?"),
        ("reference_prefix: HCP", "reference_prefix: hcp-", "`reference_prefix`: `hcp-`: two to ten capital letters or digits, a letter first, such as HCP"),
        ("digest_at: 08:00", "digest_at: 8 am", "`digest_at`: `8 am` is no time of day, such as 08:00"),
        ("digest_at: 08:00", "digest_at: 24:00", "`digest_at`: `24:00` is no time of day, such as 08:00"),
        ("poll_seconds: 60", "poll_seconds: 0", "`poll_seconds` is too small (at least 1)"),
        ("poll_seconds: 60", "poll_seconds: soon", "`poll_seconds` must be a whole number"),
        ("holidays: England", "holidays: Englnd", "`holidays`: `Englnd`: did you mean `England`?"),
        ("returned: Intake/Returned", "returned: intake/forwarded", "`returned`: `intake/forwarded` stands twice: each outcome has a folder of its own"),
        ("returned: Intake/Returned", "returned: Intake//Returned", "`returned`: `Intake//Returned` is no folder: parts with / between them, such as Intake/Returned"),
        ("returned: Intake/Returned", "retuned: Intake/Returned", "unknown key `retuned`: did you mean `returned`?"),
        ("authentication_mode: rfc8601", "authentication_mode: rfc8610", "`authentication_mode`: `rfc8610` is not known: did you mean `rfc8601`?"),
        ("domains: [cafcass.example]", "domains: [gmail.com]", "`domains`: anybody can have an address at `gmail.com`, so it says nothing about who writes"),
        ("domains: [cafcass.example]", "domains: []", "`domains`: must not be empty"),
        ("domains: [cafcass.example]", "domains: cafcass.example", "`domains` must be a list, such as [one, two]"),
        ("  danger_advice:", "  danger_advise:", "unknown key `danger_advise`: did you mean `danger_advice`?"),
        ("schedule:\n", "shedule:\n", "unknown key `shedule`: did you mean `schedule`?"),
        ("# limits:", "limits: {mesage_bytes: 1}", "unknown key `mesage_bytes`: did you mean `message_bytes`?"),
        ("# limits:", "limits: {attempts: -1}", "`attempts` is too small (at least 1)"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(folder: Path, old: str, new: str, fault: str) -> None:
    spoil(folder, (old, new))
    assert f"config/intake.yaml:{line_of(old.strip())}: {fault}" in faults_of(folder)


def test_results_of_authentication_are_trusted_only_under_a_name(folder: Path) -> None:
    spoil(folder, ("  authserv_id: mx.haltonsafeguarding.example\n", ""))
    expected = "`authserv_id`: is missing: `authentication_mode: rfc8601` trusts only the results that carry it"
    assert faults_of(folder) == [f"config/intake.yaml:{line_of('office:')}: {expected}"]


def test_only_one_way_of_authentication_has_a_name(folder: Path) -> None:
    spoil(folder, ("authentication_mode: rfc8601", "authentication_mode: none"))
    expected = "`authserv_id`: excludes `authentication_mode: none`: only rfc8601 has one"
    assert faults_of(folder) == [f"config/intake.yaml:{line_of('authserv_id: mx')}: {expected}"]


def test_a_list_whose_only_member_is_faulty_is_not_called_empty(folder: Path) -> None:
    spoil(folder, ("domains: [cafcass.example]", "domains: [cafcass]"))
    assert len(faults_of(folder)) == 1


def test_a_lease_outlasts_the_servers_answer(folder: Path) -> None:
    spoil(folder, ("# limits:", "limits: {lease_seconds: 300}"))
    assert any("`smtp_reply_seconds` must be no more than `lease_seconds` (300)" in each for each in faults_of(folder))


def test_a_domain_belongs_to_one_agency(folder: Path) -> None:
    spoil(folder, ("domains: [cafcass.example]", "domains: [CAFCASS.example, halton.gov.example]"))
    [fault] = faults_of(folder)
    assert fault.endswith("`agencies`: `halton.gov.example` stands twice: with Halton Borough Council and with Cafcass")


def test_no_fault_repeats_the_name_before_the_at_sign(folder: Path) -> None:
    spoil(folder, ("head: head.of.safeguarding@halton.gov.example", "head: jane.roe@elsewhere.example"))
    assert not any("jane" in each for each in faults_of(folder))


def test_every_fault_of_every_file_comes_at_once(folder: Path) -> None:
    spoil(folder, ("zone: Europe/London", "zone: Mars"), ("digest_at: 08:00", "digest_at: noon"))
    forms = folder / "config" / "forms"
    definition = forms / "halton-lcspr.yaml"
    (forms / "spoilt.yaml").write_text(
        definition.read_text(encoding="utf-8").replace("type: phone", "type: fone"), encoding="utf-8"
    )
    (forms / "again.yaml").write_bytes(definition.read_bytes())
    (forms / "passed-over.yml").write_bytes(definition.read_bytes())
    (forms / "latin.yaml").write_bytes(b"id: latin\ntitle: caf\xe9\n")
    (folder / "templates" / "return.txt").write_text("Dear {{ nobody }}\n", encoding="utf-8")
    found = faults_of(folder)
    assert (
        f"config/intake.yaml:{line_of('zone: Europe')}: `zone`: `Mars` is no time zone: such as Europe/London" in found
    )
    assert f"config/intake.yaml:{line_of('digest_at')}: `digest_at`: `noon` is no time of day, such as 08:00" in found
    assert "config/forms/passed-over.yml:1: ends in .yml and would be passed over: name it .yaml" in found
    assert "config/forms/latin.yaml:2: is not UTF-8 text" in found
    assert "config/forms/halton-lcspr.yaml:10: the id `halton-lcspr` stands in again.yaml too" in found
    line = line_of("type: phone", definition.read_text(encoding="utf-8"))
    assert any(each.startswith(f"config/forms/spoilt.yaml:{line}: `type`: `fone` is not known") for each in found)
    assert any(each.startswith("templates/return.txt:1: ") for each in found)


def test_what_a_blank_file_prints_is_known_to_its_form(folder: Path) -> None:
    forms = folder / "config" / "forms"
    without_blanks(forms / "halton-lcspr.yaml")
    plain = load(folder / "config", folder / "templates").forms[0]
    (forms / "blanks" / "old.docx").write_bytes(
        write_word(replace(plain, marking="A marking of old", guidance="Use black ink."))
    )
    with (forms / "halton-lcspr.yaml").open("a", encoding="utf-8") as definition:
        definition.write("blanks: [blanks/old.docx]\n")
    printed = load(folder / "config", folder / "templates").forms[0].printed
    assert plain.printed < printed
    assert {"a marking of old", "use black ink"} <= printed - plain.printed


def test_a_blank_file_that_cannot_be_read_is_told(folder: Path) -> None:
    forms = folder / "config" / "forms"
    without_blanks(forms / "halton-lcspr.yaml")
    with (forms / "halton-lcspr.yaml").open("a", encoding="utf-8") as definition:
        definition.write("blanks:\n  - none.docx\n  - broken.docx\n  - folder\n")
    (forms / "broken.docx").write_bytes(b"PK\x03\x04")
    (forms / "folder").mkdir()
    count = (forms / "halton-lcspr.yaml").read_text(encoding="utf-8").count("\n")
    assert faults_of(folder) == [
        f"config/forms/halton-lcspr.yaml:{count - 2}: there is no blank `none.docx` beside the definition",
        f"config/forms/halton-lcspr.yaml:{count - 1}: the blank `broken.docx` cannot be read: damaged",
        f"config/forms/halton-lcspr.yaml:{count}: the blank `folder` cannot be read: Is a directory",
    ]


def test_missing_files_are_told(folder: Path) -> None:
    shutil.rmtree(folder / "templates")
    (folder / "config" / "intake.yaml").unlink()
    (folder / "config" / "forms" / "halton-lcspr.yaml").unlink()
    assert faults_of(folder) == [
        "config/intake.yaml:1: is missing; `intake init` writes a folder to begin with",
        "config/forms:1: holds no form definition (a file such as halton-lcspr.yaml)",
        "templates:1: is missing: the folder with the letters; `intake init` writes one",
    ]


def test_one_form_can_be_picked_and_an_unknown_one_is_told() -> None:
    handbook = load(ROOT / "config", ROOT / "templates")
    assert only_form(handbook, None) is handbook
    assert only_form(handbook, "halton-lcspr") == handbook
    with pytest.raises(HandbookFaults, match="did you mean `halton-lcspr`"):
        only_form(handbook, "halton-lscpr")


RECUSALS = """  recusals:
    - names: [{names}]
      reads: [{reads}]
      instead: {instead}

  # What referrers are told."""


@pytest.mark.parametrize(
    ("names", "reads", "instead", "says"),
    [
        ("Example", "head", "chair@halton.gov.example", "forename and surname"),
        ("Robin Example", "haed", "chair@halton.gov.example", "head"),
        ("Robin Example", "head", "chair@elsewhere.example", "allowed_domains"),
        ("Robin Example", "head", "head.of.safeguarding@halton.gov.example", "told in any case"),
    ],
)
def test_a_recusal_that_would_not_hold_is_a_fault(
    folder: Path, names: str, reads: str, instead: str, says: str
) -> None:
    spoil(folder, ("  # What referrers are told.", RECUSALS.format(names=names, reads=reads, instead=instead)))
    assert says in "\n".join(faults_of(folder))


def test_a_recusal_is_read(folder: Path) -> None:
    words = RECUSALS.format(names="Robin Example", reads="head", instead="chair@halton.gov.example")
    spoil(folder, ("  # What referrers are told.", words))
    (recusal,) = load(folder / "config", folder / "templates").office.recusals
    assert (recusal.names, recusal.instead) == (("Robin Example",), "chair@halton.gov.example")
