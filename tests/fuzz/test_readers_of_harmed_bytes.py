"""Whatever happened to the bytes, a reader answers or refuses in the words that it declares. The long form is `bench/fuzz`."""

from functools import cache

import pytest

from tests.fuzz.targets import TARGETS

CASES = {"message": 150, "gate": 120, "word": 100, "excel": 100, "xls": 300, "forms": 40}


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    return tuple(TARGETS[name].seeds())


@pytest.mark.parametrize("name", CASES)
def test_harmed_bytes_are_read_or_refused(name: str) -> None:
    target = TARGETS[name]
    known = seeds(name)
    answers = [target.read(target.case(number, known)) for number in range(CASES[name])]
    assert all(answer is not None for answer in answers)
