"""Wherever the line is cut while messages are fetched and moved, each is kept once, whole, and filed once. Every byte: bench/cuts.py."""

from pathlib import Path

import pytest

from tests.jobs.cuts import Room
from tests.servers.dovecot import Dovecot

STRIDE = 131


@pytest.mark.parametrize("direction", ["cut_after", "cut_said_after"])
def test_wherever_the_line_is_cut_each_message_is_kept_and_filed_once(
    dovecot: Dovecot, tmp_path: Path, direction: str
) -> None:
    room = Room(dovecot, tmp_path)
    offset, was_cut = 1, True
    while was_cut:
        ending = room.lived(direction, offset)
        assert ending.is_right, (offset, ending)
        was_cut = ending.was_cut
        offset += STRIDE

    assert offset > 3 * STRIDE
