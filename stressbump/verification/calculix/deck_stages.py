"""A history as CalculiX takes it: what is added when, and what then acts on all that stands.

Births with nothing between them are one stage. A material that follows its moduli by the incremental rule,
dσ = C dε, is made of parts: what its stiffness gains from one stage to the next is added strain-free like
any newborn, so that

    σ = C_1 (ε - ε_1) + (C_2 - C_1) (ε - ε_2) + ...

with ε_i the strain at the start of stage i. A part that stiffens nothing, as in warming, is negative.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stressbump.history.schedule import Stage

LONGEST_NAME = 60  # CalculiX takes 80 letters


@dataclass(frozen=True, eq=False)
class StiffnessPart:
    """Elements of a region of their own: all of its stiffness, or what it gains later."""

    label: str  # of CalculiX's sets and material
    region: str
    stiffness: np.ndarray | None  # (6, 6) MPa; None: the law's own, over temperature


@dataclass(frozen=True, eq=False)
class DeckStage:
    """Some parts are added, then the temperature changes or the last-born grows, or nothing does."""

    born: tuple[str, ...]
    added: tuple[StiffnessPart, ...]
    start: float  # °C
    end: float  # °C
    grown: float = 0.0  # linear strain by which the last-born grows at its birth

    @property
    def acts(self) -> bool:
        """Whether anything changes after the addition."""
        return self.start != self.end or self.grown != 0


def deck_stages(
    stages: Sequence[Stage],
    grown: Mapping[str, float],
    moduli: Mapping[str, Sequence[np.ndarray]],
    labels: Mapping[str, str],
) -> tuple[DeckStage, ...]:
    """The stages of a deck; those of a history may come in steps, a step without a birth being born "".

    `grown` holds what a region grows by at its birth, `moduli` by incremental region its stiffness
    (6, 6) in every step, `labels` the name of each region's first share.
    """
    found: list[DeckStage] = []
    waiting: list[str] = []
    present: dict[str, tuple[np.ndarray, int]] = {}  # by incremental region: stiffness, parts
    for number, step in enumerate(stages):
        waiting += [step.born] if step.born else []
        stage = DeckStage(tuple(waiting), (), step.start, step.end, grown.get(step.born, 0.0))
        if not stage.acts and number < len(stages) - 1:
            continue
        added = [StiffnessPart(labels[n], n, None) for n in waiting if n not in moduli]
        for name in (n for n in step.standing if n in moduli):
            C = moduli[name][number]
            before, count = present.get(name, (np.zeros_like(C), 0))
            if not np.array_equal(C, before):
                label = labels[name] + (f"-{count}" if count else "")
                added.append(StiffnessPart(label, name, C - before))
                present[name] = C, count + 1
        found.append(DeckStage(stage.born, tuple(added), stage.start, stage.end, stage.grown))
        waiting = []
    return tuple(found)


def labels_of(regions: Sequence[str]) -> dict[str, str]:
    """CalculiX's name of each region's set and material."""
    found: dict[str, str] = {}
    for name in regions:
        label = "R_" + re.sub(r"[^A-Z0-9_]", "_", name.upper())[:LONGEST_NAME]
        taken = sum(other == label for other in found.values())
        found[name] = f"{label}_{len(found)}" if taken else label
    return found


def times(history: Sequence[DeckStage]) -> Iterator[float]:
    """CalculiX's time after the addition of each stage: its steps last 1, and the first two come before."""
    time = 2.0
    for stage in history[1:]:
        time += bool(stage.added)
        yield time
        time += stage.acts
    yield time
