"""Time as it passes, and what the machine's clock says of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import time_machine

from intake.model.ticks import Ticks
from tests.journeys.lives import START


@dataclass
class Clock:
    """Servers and leases in the outside world go by `steady`; our code sees `wall`, which may jump."""

    traveller: time_machine.Traveller = field(repr=False)
    steady: datetime = START
    skew: timedelta = timedelta(0)

    @property
    def wall(self) -> datetime:
        return self.steady + self.skew

    def ticks(self) -> Ticks:
        return Ticks(machine="simulated", seconds=self.steady.timestamp())

    def pass_by(self, span: timedelta) -> None:
        self.steady += span
        self.traveller.move_to(self.wall)

    def jump(self, span: timedelta) -> None:
        """The machine's clock is set by somebody."""
        self.skew += span
        self.traveller.move_to(self.wall)

    def mend(self) -> None:
        """It goes right again."""
        self.jump(-self.skew)
