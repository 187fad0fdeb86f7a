"""Rows of the catalogue that no single message or file shows: where they are proven, or why they are not."""

from collections.abc import Mapping

SHOWN: Mapping[int, tuple[str, str]] = {
    72: (
        "draft saved in the inbox",
        "not looked at: a flag says nothing for certain, and an unfinished mail has a fingerprint of its own",
    ),
    73: (
        "message already seen or flagged by a person",
        "tests/mailbox: new is what the ledger does not know, whatever its flags",
    ),
    114: ("form in a comment, a footnote or a header", "tests/documents/test_docx.py"),
    117: (
        "known malware",
        "tests/test_scanner.py, where one is set up; without one what could act goes to a person (80, 99 to 102)",
    ),
    164: ("anonymous referrer", "the form's definition says what is required of a referrer"),
    165: ("allegation against the Head", "a rule in the handbook: docs/routing.md"),
    166: ("allegation against a member of the unit", "a rule in the handbook: docs/routing.md"),
    168: ("consent withheld", "the form asks for none; a `no` is an answer"),
    181: ("slow pattern in the configuration", "no setting is a pattern"),
    185: ("database in a folder that is not there", "tests/store/test_engine.py"),
    188: ("configuration changed while running", "read once, at the start"),
    189: (
        "test mailbox with a live Head",
        "the demo has servers and people of its own; two settings files keep two installations apart",
    ),
    190: ("an interpreter that injects header lines", "tests/notices/test_compose_mail.py: refused at the start"),
    191: ("disk full", "tests/store/test_engine.py, tests/journeys"),
    192: ("memory taken away", "tests/test_sandbox.py: the child has a lower limit"),
    193: ("temporary files that others may read", "none are written but by the conversion, in a folder of its own"),
    194: ("odd locale", "every file is opened with its encoding named; ruff refuses another (PLW1514)"),
    195: ("names not resolved, certificate refused", "tests/mailbox, tests/transport on real servers"),
    196: (
        "clock wrong by hours",
        "`intake doctor` compares it with the mail server's (tests/doctor); else it shows as a certificate that is not yet valid",
    ),
    197: ("two copies on one mailbox", "tests/store/test_together.py for one database; two databases are not noticed"),
    198: ("mail taken away before it was read", "tests/journeys: counted as vanished, and in the digest"),
    199: ("provider that throttles", "tests/mailbox/test_imap_faults.py"),
    200: ("backup restored", "docs/store.md; not tested as one"),
    201: ("log that blocks", "standard output alone; what reads it is the machine's matter"),
    202: (
        "memory written to disk",
        "no core files from the child (tests/test_sandbox.py); swap is the machine's matter",
    ),
    203: (
        "scanner that takes the database away",
        "the database says that it is damaged, and the service does not start",
    ),
}
