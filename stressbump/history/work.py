"""How far histories are, in work rather than in physical time, and how long the rest will take.

A stack with memory is marched from place to place, and bars march it twice more: in cubics, and in steps
half as long. What a place took, the same place will take in a later cycle and in another stack; what is
known of none counts like the mean of all. Nothing is told before the first is done.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from threading import Lock

from stressbump.history.schedule import Stage
from stressbump.progress import Tell, silent, span

PLAIN, CUBIC, HALVED = "plain", "in cubics", "in half steps"
COST = {PLAIN: 1.0, CUBIC: 2.6, HALVED: 2.0}  # of a place, beside the plain way, until it is known


@dataclass(eq=False)
class March:
    """One stack on its way through one history."""

    way: str
    ahead: list[Stage]
    begun: float  # when it came to the first of them
    share: float = 0.0  # of that


@dataclass(eq=False)
class Marches:
    """All marches of an answer: so many stacks, each by so many ways; `tell` hears how far they are."""

    tell: Tell = silent
    stacks: int = 1
    ways: tuple[str, ...] = (PLAIN,)
    _known: dict[tuple[str, Stage], list[float]] = field(default_factory=dict)  # seconds
    _places: dict[str, list[Stage]] = field(default_factory=dict)  # by way, those of a march
    _running: dict[Hashable, March] = field(default_factory=dict)
    _spent: float = 0.0
    _begun: int = 0
    _lock: Lock = field(default_factory=Lock)

    def begin(self, who: Hashable, way: str, places: Iterable[Stage]) -> None:
        """A march through these places begins."""
        with self._lock:
            self._places[way] = list(places)
            self._running[who] = March(way, self._places[way][:], time.monotonic())
            self._begun += 1

    def reached(self, who: Hashable, place: Stage, share: float) -> None:
        """So much of the time of a place is behind it."""
        with self._lock:
            march = self._running.get(who)
            if march is None or place not in march.ahead:
                return
            march.ahead = march.ahead[march.ahead.index(place) :]
            march.share = share
            if share >= 1:
                now = time.monotonic()
                self._known.setdefault((march.way, place), []).append(now - march.begun)
                self._spent += now - march.begun
                march.ahead, march.begun, march.share = march.ahead[1:], now, 0.0
            shown = self._shown()
        if shown:
            self.tell(shown)

    def end(self, who: Hashable) -> None:
        """A march is over, whatever lay ahead of it."""
        with self._lock:
            self._running.pop(who, None)

    def _shown(self) -> str:
        if not self._known:
            return ""
        running = [m for m in self._running.values() if m.ahead]
        left = sum(self._expected(m.way, p) for m in running for p in m.ahead)
        now = sum(m.share * self._expected(m.way, m.ahead[0]) for m in running)
        later = max(self.stacks * len(self.ways) - self._begun, 0) / len(self.ways)
        for way in self.ways:
            places = self._places.get(way) or next(iter(self._places.values()))
            left += later * sum(self._expected(way, p) for p in places)
        done = self._spent + now
        share = done / (self._spent + left) if left else 1.0
        wait = (left - now) / max(len(running), 1)
        return f"{100 * share:.0f} % of the way through time, about {span(wait)} left"

    def _expected(self, way: str, place: Stage) -> float:
        """Seconds that a place will take."""
        if own := self._known.get((way, place)):
            return own[-1]
        alike = [s[-1] / COST[w] for (w, p), s in self._known.items() if p == place]
        every = alike or [s[-1] / COST[w] for (w, _), s in self._known.items()]
        return COST[way] * sum(every) / len(every)
