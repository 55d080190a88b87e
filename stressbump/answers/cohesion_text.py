"""When an interface softens, when it runs, and what linear fracture mechanics says of it, in words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from stressbump.answers.cohesion_comparison import GOES_ON, RUNS, Cohesion, StackCohesion
from stressbump.formatting import percent, with_bar
from stressbump.fracture.delamination import Delamination
from stressbump.process.faces import StrengthOfModes
from stressbump.process.toughness import OfMixedModes

HEAD = ("softens from", "runs from", "goes on at", "first at µm", "zone µm", "pairs", "mode II")
GIVEN = (
    "the share at which it softens and runs depends on the strength that was given, and on how sharp its"
    " corner is meshed; that at which it goes on on the toughness alone"
)


def telling(found: Delamination, lines: int) -> list[int]:
    """States, so many and the highest share: even steps of what share and parted length change by."""
    of = np.stack([found.share, found.parted])
    changes = np.abs(np.diff(of)) / np.ptp(of, axis=1, keepdims=True)
    gone = np.append(0.0, changes.sum(axis=0).cumsum())
    steps = np.linspace(0, gone[-1], lines)
    nearest = np.abs(gone - steps[:, None]).argmin(axis=1)
    return sorted({*nearest.tolist(), int(found.share.argmax())})


def title(found: Cohesion) -> str:
    """What is asked."""
    own = found.asked
    begun = f", {own.crack_um:g} µm parted from the start" if own.crack_um else ""
    return (
        f"{found.design.name} at {found.temperature:g} °C: cohesion along {found.flaw}, up to"
        f" {own.up_to_um:g} µm{begun}; {strength(found)}, {toughness(found)}"
    )


def strength(found: Cohesion) -> str:
    """The strength that was given."""
    given = found.asked.strength_MPa
    if isinstance(given, StrengthOfModes):
        return f"{given.mode_I:g} MPa in mode I, {given.mode_II:g} in mode II"
    return f"{given:g} MPa"


def toughness(found: Cohesion) -> str:
    """The toughness that was given."""
    given = found.asked.toughness_J_m2
    if isinstance(given, OfMixedModes):
        return f"{given.mode_I:g} J/m² in mode I, {given.mode_II:g} in mode II, η {given.eta:g}"
    return f"{given:g} J/m²"


def share(own: StackCohesion, value: float, bar: float | None = None) -> str:
    """A share of the stress with its bar, and with its temperature where there is one."""
    if np.isnan(value):
        return "–"
    told = f"{value:.3g}" if bar is None else with_bar(value, bar)
    at = own.degrees(value)
    return told if at is None else f"{told} ({at:.4g} °C)"


def cells(own: StackCohesion) -> list[str]:
    """A stack's row under `HEAD`."""
    found = own.found
    if found is None:
        return ["never", *["–"] * (len(HEAD) - 1)]
    length, pairs = found.developed_zone
    run = next(iter(found.runs), None)
    return [
        share(own, float(found.share[0])),
        "never" if run is None else share(own, run.share, own.bar(RUNS)),
        "–" if run is None else share(own, run.least, own.bar(GOES_ON)),
        f"{found.first:.3g}",
        f"{length:.3g}",
        f"{pairs:.0f}",
        f"{found.slid:.0%}",
    ]


def sentences(found: Cohesion) -> Iterator[str]:
    """What each stack comes to at the end temperature, and beside it linear fracture mechanics."""
    for own in found.stacks:
        if not own.own:
            yield (
                f"{own.stack}: a side of the interface is another material there, with the strength and"
                " toughness that were given"
            )
        yield _at_end(own, found.energy_unit)
        yield from _stops(own)
        if own.found is not None and not own.found.from_its_end:
            yield (
                f"{own.stack}: it parts first {own.found.first:.3g} µm from there, inside, which no crack"
                " from the end measures"
            )
        elif own.linear is not None and not np.isnan(own.linear_share).all():
            least = int(np.nanargmin(own.linear_share))
            yield (
                f"{own.stack}, linear fracture mechanics with the same toughness: a crack grows at"
                f" {share(own, float(own.linear_share[least]))} or more, the least at"
                f" {own.linear.length[least]:.3g} µm"
            )
    for other in found.stacks[1:]:
        yield from _relief(found, other)


def _relief(found: Cohesion, other: StackCohesion) -> Iterator[str]:
    """What the design takes from the load under which it runs and goes on, against a reference."""
    told = {m: found.relief(m, other) for m in (RUNS, GOES_ON)}
    if told[RUNS].relief is None:
        yield f"against {other.stack!r}: no relief of its load, {told[RUNS].why}"
        return
    runs, goes_on = (
        f"– ({r.why})" if r.relief is None else percent(r.relief, r.bar) for r in told.values()
    )
    yield (
        f"against {other.stack!r}: relief of the load under which it runs {runs}, under which it goes on"
        f" {goes_on}; 1 - share there / share as built"
    )


def _at_end(own: StackCohesion, unit: str) -> str:
    found = own.found
    if found is None:
        return f"{own.stack}: nothing softens under a thousand times its stress"
    parted, zone, spent = (found.at(1.0, of) for of in (found.parted, found.zone, found.spent))
    if parted is None or zone is None or spent is None:
        return (
            f"{own.stack}: at {own.temperature:g} °C it has parted along all of its way; more than a"
            f" share of {share(own, float(found.share.max()))} it does not bear"
        )
    if not zone and not spent:
        return f"{own.stack}: nothing softens at {own.temperature:g} °C"
    return (
        f"{own.stack}: at {own.temperature:g} °C {parted:.3g} µm have parted and {zone:.3g} µm soften,"
        f" {spent:.3g} {unit} spent"
    )


def _stops(own: StackCohesion) -> Iterator[str]:
    """What happens once it runs."""
    found = own.found
    if found is None:
        return
    if not found.runs:
        yield (
            f"{own.stack}: it parts the further the larger the share,"
            f" {share(own, float(found.share.max()))} at the end of its way"
        )
    for run in found.runs:
        begins = f"{own.stack}: from {share(own, run.share)} on it runs by itself"
        if np.isnan(run.least):
            yield (
                f"{begins}, inside and through to where its way begins, and no further before that ends;"
                " let it go further (up_to_um) for a share at which it goes on"
            )
        elif run.stop is None:
            yield f"{begins}, and does not stop on its way"
        else:
            yield f"{begins}, from {run.start:.3g} to {run.stop:.3g} µm parted"
