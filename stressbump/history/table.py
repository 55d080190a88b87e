"""A history as rows: what is born when, on what, and where the stack goes from there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stressbump.history.moduli import steps
from stressbump.history.schedule import Stage, stages
from stressbump.process.recipe import Recipe
from stressbump.process.section import Section
from stressbump.process.verbs import Filling, targets

COLUMNS = ("#stage", "#step", "born", "material", "#at °C", "on", "#to °C")
EXTENTS = ("thickness_um", "height_um")
SHOWN = 3  # regions that a birth is said to be on, the last ones
NOT_MESHED = (
    "gone in the finished section, so not meshed: what it did to the births of others is left out"
)


def stage_rows(section: Section, ends: Iterable[float]) -> list[dict[str, Any]]:
    """A row per birth: its step of the recipe, region, material, temperatures, what stands before it.

    `intrinsic_MPa` and `cure_shrinkage` act from the birth on; `to_C` of the last are the end
    temperatures, in a list, `steps` in how many steps of temperature each is reached.
    """
    ends = tuple(ends)
    rows = []
    for number, stage in enumerate(stages(section, ends[0]), 1):
        region = section.find(stage.born)
        assert region is not None
        rows.append(
            {
                "stage": number,
                "step": region.step,
                "born": stage.born,
                "material": region.material.name,
                "at_C": stage.start,
                "intrinsic_MPa": region.intrinsic_MPa,
                "cure_shrinkage": region.cure_shrinkage,
                "on": list(stage.standing[:-1]),
                "to_C": [stage.end],
                "steps": [_steps(section, stage, stage.end)],
            }
        )
    rows[-1] |= {"to_C": list(ends), "steps": [_steps(section, stage, t) for t in ends]}
    return rows


def _steps(section: Section, stage: Stage, end: float) -> int:
    """How many steps of temperature a stage wants for laws of the incremental rule."""
    chosen = [region.material for region in section.standing(stage.standing)]
    laws = [m.law for m in chosen if m.rule == "incremental"]
    return len(steps(laws, stage.start, end)) - 1


def cells(rows: Iterable[dict[str, Any]]) -> list[tuple[str, ...]]:
    """The rows as texts, in the order of `COLUMNS`."""
    return [
        (
            str(row["stage"]),
            str(row["step"]),
            row["born"] + _with(row),
            row["material"],
            f"{row['at_C']:g}",
            _shortened(row["on"]) or "nothing",
            ", ".join(map(_towards, row["to_C"], row["steps"])),
        )
        for row in rows
    ]


def gone(recipe: Recipe, section: Section) -> tuple[str, ...]:
    """What the recipe lays down and its section does not have any more."""
    laid = {
        name: None
        for step in recipe.steps
        if isinstance(step, Filling) and 0.0 not in (_extent(step, k) for k in EXTENTS)
        for name in targets(step)
    }
    return tuple(name for name in laid if name not in section.names)


def _extent(step: Filling, key: str) -> Any:
    return getattr(step, key, None)


def _shortened(names: list[str]) -> str:
    return ", ".join(["…", *names[-SHOWN:]] if len(names) > SHOWN else names)


def _towards(temperature: float, count: int) -> str:
    return f"{temperature:g}" if count == 1 else f"{temperature:g} in {count} steps"


def _with(row: dict[str, Any]) -> str:
    """What comes with a birth."""
    film, shrunk = row["intrinsic_MPa"], row["cure_shrinkage"]
    parts = [f"{film:g} MPa intrinsic"] if film else []
    parts += [f"shrinking by {100 * shrunk:g} %"] if shrunk else []
    return f" ({', '.join(parts)})" if parts else ""
