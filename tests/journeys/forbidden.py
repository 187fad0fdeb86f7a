"""The orders that the design forbids, as services: whoever checks the right ones has to find fault with these."""

from contextlib import suppress
from dataclasses import replace

from intake import clock
from intake.app import Job, Service
from intake.jobs.deliver import deliver_one, settle
from intake.model.mailbox import Fetched, Place
from intake.store import LeaseLost, OutboxItem


class MovedBeforeStored(Service):
    """Takes a message out of the inbox first, and writes it down then."""

    def run(self, job: Job) -> int:
        if job is not Job.COLLECT:
            return super().run(job)
        listing = self.mailbox.list()
        unknown = sorted(listing.uids - self.store.known_uids(listing.place))
        return sum(self._taken(listing.place, batch) for batch in self.mailbox.fetch(unknown))

    def _taken(self, place: Place, batch: tuple[Fetched, ...]) -> int:
        for each in batch:
            self.mailbox.move(each.uid, uidvalidity=place.uidvalidity, folder="Intake/Taken")
        return self.store.keep(place, batch, now=clock.now())


class Delivering(Service):
    """Delivers in an order of its own."""

    lease_seconds = 1_200.0

    def run(self, job: Job) -> int:
        if job is not Job.DELIVER:
            return super().run(job)
        delivered = 0
        while item := self.post.store.claim_mail(worker="a worker", now=clock.now(), lease_seconds=self.lease_seconds):
            with suppress(LeaseLost):
                delivered += self.send(item)
        return delivered

    def send(self, item: OutboxItem) -> bool:
        raise NotImplementedError


class MarkedBeforeSent(Delivering):
    """Says that a letter was sent, and sends it then."""

    def send(self, item: OutboxItem) -> bool:
        self.store.mark_sending(item, now=clock.now())
        self.store.mark_sent(item, now=clock.now(), code=250)
        self.transport.send(item.mail, before_data=lambda _: True)
        return True


class ResentBlindly(Delivering):
    """Does not look for our own copy when it is not known what became of a letter."""

    def send(self, item: OutboxItem) -> bool:
        return deliver_one(self.post, replace(item, must_look_first=False))


class WithoutLease(Delivering):
    """Takes a letter for a moment only, and does not ask before DATA whether it is still its own."""

    lease_seconds = 0.0

    def send(self, item: OutboxItem) -> bool:
        self.store.mark_sending(item, now=clock.now())
        return settle(self.post, item, self.transport.send(item.mail, before_data=lambda _: True))
