"""What people and other servers do while the workers work."""

import random
from collections.abc import Callable
from typing import TypeAlias

from tests.journeys.partnership import header
from tests.simulation.books import Books
from tests.simulation.deck import Card, bounce, correction, deck, namesake, through_alias
from tests.simulation.faults import Fault
from tests.simulation.outside import Outside

Drawn: TypeAlias = tuple[Card | None, Fault | None]
Coming: TypeAlias = Callable[[random.Random, Outside], Drawn]
Touch: TypeAlias = Callable[[random.Random, Outside, Books], Fault | None]


def drawn_cards(rng: random.Random, count: int) -> list[Card]:
    """Different messages, one complete form at least."""
    first, *others = deck()
    return [first, *rng.sample(others, count - 1)]


def next_card(rng: random.Random, outside: Outside, cards: list[Card]) -> Drawn:
    """The next message: a new one as a rule, else a stranger way for one to come."""
    if cards and (rng.random() < 0.5 or not outside.came):
        return cards.pop(rng.randrange(len(cards))), None
    if not outside.came:
        return None, None
    return rng.choice((once_more, by_alias, under_another_name, corrected, bounced))(rng, outside)


def known(rng: random.Random, outside: Outside) -> Card:
    return outside.came[rng.choice(list(outside.came))]


def once_more(rng: random.Random, outside: Outside) -> Drawn:
    return known(rng, outside), Fault.DUPLICATE


def by_alias(rng: random.Random, outside: Outside) -> Drawn:
    return through_alias(known(rng, outside)), Fault.DUPLICATE


def under_another_name(rng: random.Random, _outside: Outside) -> Drawn:
    return namesake(*rng.sample(deck()[:3], 2)), Fault.NAMESAKE


def corrected(rng: random.Random, outside: Outside) -> Drawn:
    returned = [each.message_id for each in outside.accepted if each.kind == "return"]
    return (correction(rng.choice(returned)), None) if returned else (None, None)


def bounced(rng: random.Random, outside: Outside) -> Drawn:
    letters = [each for each in outside.accepted if each.kind in {"return", "forward"}]
    if not letters:
        return None, None
    letter = rng.choice(letters)
    return bounce(letter.message_id, letter.recipients[0]), None


def touch(rng: random.Random, outside: Outside, books: Books) -> Fault | None:
    """Somebody uses the mailbox as well; or its server loses its index."""
    what = rng.choice((expunged, moved_away, moved_back, renumbered))
    return what(rng, outside, books)


def expunged(rng: random.Random, outside: Outside, books: Books) -> Fault | None:
    if not outside.in_inbox():
        return None
    note_taken(outside, outside.expunge(rng.choice(outside.in_inbox())), books)
    return Fault.EXPUNGED


def moved_away(rng: random.Random, outside: Outside, books: Books) -> Fault | None:
    if not outside.in_inbox():
        return None
    note_taken(outside, outside.move_away(rng.choice(outside.in_inbox())), books)
    return Fault.MOVED_AWAY


def note_taken(outside: Outside, content: bytes, books: Books) -> None:
    """What was not ours yet when somebody took it, they have it; and a copy that we had not seen tells us nothing any more."""
    if not books.is_kept(content):
        outside.take_out(content)
    message_id = header(content, "Message-ID")
    if not books.was_collected(message_id):
        outside.without_copy.add(message_id)


def moved_back(rng: random.Random, outside: Outside, _books: Books) -> Fault | None:
    if not outside.elsewhere():
        return None
    outside.move_back(*rng.choice(outside.elsewhere()))
    return Fault.MOVED_BACK


def renumbered(_rng: random.Random, outside: Outside, _books: Books) -> Fault:
    outside.renumber()
    return Fault.RENUMBERED
