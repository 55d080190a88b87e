"""A history as CalculiX takes it: what is added when, and what then acts on all that stands.

Births with nothing between them are one stage. A material that follows its moduli by the incremental rule,
dσ = C dε, is made of parts: what its stiffness gains from one stage to the next is added strain-free like
any newborn, so that

    σ = C_1 (ε - ε_1) + (C_2 - C_1) (ε - ε_2) + ...

with ε_i the strain at the start of stage i. A part that stiffens nothing, as in warming, is negative.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from stressbump.history.schedule import Stage
from stressbump.verification.calculix.constants import number

LONGEST_NAME = 60  # CalculiX takes 80 letters
AMPLITUDE = "HISTORY"
SHORTEST = 1e-6  # increment, of a step
CLOSED = 1e-6  # CalculiX's own residual of 5e-3 leaves 1e-4 of a stress
WARMED = (f"*TEMPERATURE, AMPLITUDE={AMPLITUDE}", f"ALL, {number(1.0)}")
YIELDING = (  # no element is of it
    "*MATERIAL, NAME=YIELDING",
    "*ELASTIC",
    "1., 0.",
    "*PLASTIC",
    "1.E20, 0.",
)
MOVED = ("*NODE PRINT, NSET=MESH, FREQUENCY=1000000", "U")
FLOWED = ("*EL PRINT, ELSET=EALL, FREQUENCY=1000000", "PEEQ")
LAST = (
    "*NODE PRINT, NSET=GLOBALS, FREQUENCY=1000000", "U",
    "*EL PRINT, ELSET=EALL, GLOBAL=YES, FREQUENCY=1000000", "S",
)  # fmt: skip


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
    seconds: float = 0.0  # from start to end, where regions with memory stand
    opens: bool = False  # lets go of the two sides of a cut

    @property
    def acts(self) -> bool:
        """Whether anything changes after the addition."""
        return self.start != self.end or self.grown != 0 or self.seconds > 0 or self.opens

    @property
    def lasts(self) -> float:
        """CalculiX's time from start to end."""
        return self.seconds or float(self.acts)


def deck_stages(
    stages: Sequence[Stage],
    grown: Mapping[str, float],
    moduli: Mapping[str, Sequence[np.ndarray]],
    labels: Mapping[str, str],
    remembering: Collection[str] = (),
) -> tuple[DeckStage, ...]:
    """The stages of a deck; those of a history may come in steps, a step without a birth being born "".

    `grown` holds what a region grows by at its birth, `moduli` by incremental region its stiffness
    (6, 6) in every step, `labels` the name of each region's first share; those `remembering` ask for time.
    """
    found: list[DeckStage] = []
    waiting: list[str] = []
    present: dict[str, tuple[np.ndarray, int]] = {}  # by incremental region: stiffness, parts
    for k, step in enumerate(stages):
        waiting += [step.born] if step.born else []
        seconds = step.seconds if set(step.standing).intersection(remembering) else 0.0
        grows = grown.get(step.born, 0.0)
        stage = DeckStage(tuple(waiting), (), step.start, step.end, grows, seconds)
        if not stage.acts and k < len(stages) - 1:
            continue
        added = [StiffnessPart(labels[n], n, None) for n in waiting if n not in moduli]
        for name in (n for n in step.standing if n in moduli):
            C = moduli[name][k]
            before, count = present.get(name, (np.zeros_like(C), 0))
            if not np.array_equal(C, before):
                label = labels[name] + (f"-{count}" if count else "")
                added.append(StiffnessPart(label, name, C - before))
                present[name] = C, count + 1
        found.append(replace(stage, added=tuple(added)))
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


def steps_at(history: Sequence[DeckStage]) -> Iterator[int]:
    """How many of CalculiX's steps are over when a stage's parts have just been added, and at the end.

    Adding takes one, acting another, and so does letting go of a cut, whose faces are added before. The
    first stage's stand from the start, all are there in a first step.
    """
    count = 2
    for stage in history[1:]:
        count += bool(stage.added) or stage.opens
        yield count
        count += stage.acts
    yield count


def procedure(
    seconds: float, increments: int, closed: float, rubs: bool = False
) -> tuple[str, ...]:
    """What begins a step: viscous where time passes and something remembers, in so many increments.

    CalculiX takes more where it finds no balance. Where faces rub it has more iterations.
    """
    if rubs:
        patience = "*CONTROLS, PARAMETERS=TIME INCREMENTATION", "20, 20, 9, 40, 10, 20, , 20"
        return "*STATIC, DIRECT", "1., 1.", *patience, "*CONTROLS, PARAMETERS=FIELD", number(closed)
    if not seconds:
        return "*STATIC, DIRECT", "1., 1."
    longest = seconds / increments
    times = ", ".join(map(number, (longest, seconds, SHORTEST * seconds, longest)))
    return "*VISCO, CETOL=1.E9", times, "*CONTROLS, PARAMETERS=FIELD", number(closed)


def temperature_over_time(history: Sequence[DeckStage]) -> Iterator[str]:
    """The amplitude of temperatures over CalculiX's time: a viscous step would have its own at once."""
    yield f"*AMPLITUDE, NAME={AMPLITUDE}, TIME=TOTAL TIME"
    time = 1.0
    for k, stage in enumerate(history):
        if k == 0 or stage.added:
            time += k > 0
            yield f"{number(time)}, {number(stage.start)}"
        if stage.acts:
            time += stage.lasts
            yield f"{number(time)}, {number(stage.end)}"


def step(analysis: Iterable[str], body: Iterable[str]) -> Iterator[str]:
    """A step of an analysis in which this is done."""
    yield from ("*STEP, INC=100000", *analysis, *body, "*END STEP")


def warmed(temperature: float) -> Iterator[str]:
    """Everything at a temperature in °C at the end of a step."""
    yield "*TEMPERATURE"
    yield f"ALL, {number(temperature)}"
