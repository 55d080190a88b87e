"""A deck whose free faces close in CalculiX by themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from stressbump.errors import SolveError
from stressbump.verification.calculix.deck import Deck
from stressbump.verification.calculix.run import WRITTEN, CalculixFields, run

ROUNDS = 5
REPEATED = 1e-3  # of what digits lose


def in_contact(deck: Deck, folder: str | Path) -> tuple[Deck, CalculixFields]:
    """A deck solved with its free faces open and, if any then run into each other, with gap elements.

    These must know what nodes were apart by when they met, which is what CalculiX had the time before: of
    what is left of it the .dat file has digits of its own.
    SolveError where that does not repeat.
    """
    found = run(deck, folder)
    if not _overlap(found):
        return deck, found
    for _ in range(ROUNDS):
        deck = replace(deck, met={pair: face.apart[0] for pair, face in found.faces.items()})
        found = run(deck, folder)
        met = deck.met or {}
        left = max(np.abs(f.apart[0] - met[p]).max() for p, f in found.faces.items())
        if left <= REPEATED * _lost(found):
            return deck, found
    raise SolveError(f"CalculiX's faces do not meet at the same places again within {ROUNDS} runs")


def _overlap(found: CalculixFields) -> bool:
    """Whether any face has gone through its other side since they met."""
    return any((f.apart - f.apart[0]).min() < -_lost(found) for f in found.faces.values())


def _lost(found: CalculixFields) -> float:
    """What the digits of two displacements lose, µm."""
    return 2 * WRITTEN * max(float(np.nanmax(np.abs(u))) for u in found.displacement.values())
