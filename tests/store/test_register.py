"""The register as the store knows it."""

from intake.model.decision import Outcome
from intake.store import Store
from tests.store.builders import decided


def test_the_store_lists_every_referral_once_with_its_newest_form(store: Store) -> None:
    reference = str(decided(store, 1))
    decided(store, 2, Outcome.FORWARDED, answers=reference)
    decided(store, 3)
    decided(store, 4, Outcome.LEFT)

    lines = store.register()

    assert [(line.reference, line.outcome, line.versions) for line in lines] == [
        (reference, Outcome.FORWARDED, 2),
        ("HCP-2026-0002", Outcome.RETURNED, 1),
    ]
    assert lines[0].agency_domain == "school.test"
