"""Readers that fail on some messages as a bug of ours would. They run in the child process, by their names."""

import os
import threading
from collections.abc import Mapping
from datetime import date

from intake import pipeline
from intake.handbook import Handbook
from intake.model.decision import Examined

DIES, HANGS, RAISES, ANSWERS_JUNK = b"let it die", b"let it hang", b"let it raise", b"let it answer junk"
POISONS = (DIES, HANGS, RAISES, ANSWERS_JUNK)


class Junk:
    """Nothing that the parent would take from a child."""


def examine(book: Handbook, content: bytes, *, today: date, converted: Mapping[str, bytes]) -> Examined | Junk:
    if DIES in content:
        os._exit(9)
    if HANGS in content:
        threading.Event().wait()
    if RAISES in content:
        raise ZeroDivisionError
    if ANSWERS_JUNK in content:
        return Junk()
    return pipeline.examine(book, content, today=today, converted=converted)
