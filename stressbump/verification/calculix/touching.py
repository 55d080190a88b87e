"""A deck whose free faces close in CalculiX by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from stressbump.errors import SolveError
from stressbump.verification.calculix.deck import Deck
from stressbump.verification.calculix.gaps import Pair
from stressbump.verification.calculix.run import WRITTEN, CalculixFields, run

ROUNDS = 5
REPEATED = 1e-3  # of what digits lose


def in_contact(deck: Deck, folder: str | Path) -> tuple[Deck, CalculixFields]:
    """A deck solved with its free faces open and, if any then run into each other, with gap elements.

    One that knows already where its faces met has them from the start, and one that finds their friction
    has contact of another kind.

    These must know what nodes were apart by when they met, which is what CalculiX had the time before: of
    what is left of it the .dat file has digits of its own.
    SolveError where that does not repeat.
    """
    found = run(deck, folder)
    if deck.friction is not None or (deck.met is None and not _overlap(found)):
        return deck, found
    for _ in range(ROUNDS + 1):
        now = {pair: face.apart[0] for pair, face in found.faces.items()}
        if deck.met is not None and _repeats(deck.met, now, REPEATED * _lost(found)):
            return deck, found
        deck = replace(deck, met=now)
        found = run(deck, folder)
    raise SolveError(f"CalculiX's faces do not meet at the same places again within {ROUNDS} runs")


def _repeats(
    before: Mapping[Pair, np.ndarray], now: Mapping[Pair, np.ndarray], within: float
) -> bool:
    return all(np.abs(apart - before[pair]).max() <= within for pair, apart in now.items())


def _overlap(found: CalculixFields) -> bool:
    """Whether any face has gone through its other side since they met."""
    return any((f.apart - f.apart[0]).min() < -_lost(found) for f in found.faces.values())


def _lost(found: CalculixFields) -> float:
    """What the digits of two displacements lose, µm."""
    return 2 * WRITTEN * max(float(np.nanmax(np.abs(u))) for u in found.displacement.values())
