"""Life of solder joints under thermal cycles, of an answer: what each law says, or why it says nothing.

Beside it always stands what can be said without any law: the ratio of a cycle's work and strain with and
without, which is that of two lives (the other way round, to 25 %) under equal conditions only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from stressbump.answers.answer import Answer
from stressbump.answers.document import result_of
from stressbump.answers.left_out import SCOPES, left_out
from stressbump.answers.options import HOTTEST
from stressbump.answers.solving import alike, relief
from stressbump.designs.design import Design, Given, design_of
from stressbump.errors import CheckError, InputError
from stressbump.export.result import Result
from stressbump.export.rows import Key, ReliefRow
from stressbump.fatigue.law import CONVERGED, Judgement, Modelled, judged
from stressbump.fatigue.listed import (
    LAWS,
    SHEAR,
    SLIP,
    USE,
    WITHOUT_FIELD,
    WORK,
    Conditions,
    chosen,
)
from stressbump.fatigue.without_field import DAY, Exposure, exposure
from stressbump.laws.curve import ABSOLUTE_ZERO
from stressbump.process.profile import SECOND_ORDER
from stressbump.process.section import Section
from stressbump.progress import Tell, silent

if TYPE_CHECKING:
    import pandas

HINT = """\
say that it creeps and how it cycles:
  [history]
  inelastic = true
  cycle = "JESD22-A104 G, mode 4\""""


@dataclass(frozen=True)
class Ratio:
    """A measure per cycle as built and of a reference: `ratio` is as built / reference."""

    measure: str
    where: str
    unit: str
    value: float | None
    bar: float | None
    reference: str | None
    without: float | None
    ratio: float | None
    ratio_bar: float | None
    note: str = ""  # why there is none, or what it is not
    settling: str = ""  # how much the work changed from the cycle before


@dataclass(frozen=True, eq=False, repr=False)
class Lives:
    """What life laws say of a design, and the ratios of a cycle's work and strain."""

    design: str
    cycles: int
    test: Exposure
    places: tuple[Modelled, ...]
    ratios: tuple[Ratio, ...]
    laws: tuple[Judgement, ...]
    notes: tuple[str, ...] = ()  # what cycles leave out

    def __repr__(self) -> str:
        """A line; the numbers stand in `ratios` and `laws`."""
        told = sum(law.cycles is not None for law in self.laws)
        return f"<Lives of {self.design}: {told} of {len(self.laws)} laws give a number>"

    def to_frame(self) -> pandas.DataFrame:
        """A row per law and place: `cycles` with `low` and `high`, or `why` there are none."""
        import pandas

        rows = [
            {k: v for k, v in asdict(law).items() if k != "differences"} | {"why": law.why}
            for law in self.laws
        ]
        numbers = dict.fromkeys(("cycles", "low", "high", "failure_free"), "float")
        return pandas.DataFrame.from_records(rows).astype(numbers)

    def ratios_frame(self) -> pandas.DataFrame:
        """A row per measure, place and reference: the fields of a `Ratio`."""
        import pandas

        numbers = dict.fromkeys(("value", "bar", "without", "ratio", "ratio_bar"), "float")
        return pandas.DataFrame.from_records([asdict(r) for r in self.ratios]).astype(numbers)

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def life(
    of: Given | Answer,
    references: Iterable[str] | str | None = None,
    laws: Iterable[str] | str = (),
    shear_range: float | None = None,
    use: tuple[float, float, float] | None = None,
    bars: bool | None = None,
    inelastic: bool = False,
    tell: Tell = silent,
) -> Lives:
    """What published life laws say of a design that creeps and cycles, or of its answer.

    `laws` are names or families, all if none are given. Laws that use no field take the joint's
    `shear_range` per cycle, or the cycles of `use`: low and high in °C, cycles a day. `references`,
    `bars` (there by default) and `inelastic` are those of `relief`; an answer has its own. InputError
    where nothing creeps or cycles, and for what has no effect. `tell` is told what is being done.
    """
    names = {
        n for found in chosen((laws,) if isinstance(laws, str) else laws).values() for n in found
    }
    conditions = _checked(names, shear_range, use)
    if not isinstance(of, Answer):
        (design,) = alike(inelastic, design_of(of))
        _refuse_without_cycles(design)
        of = relief(design, references=references, bars=bars is not False, tell=tell)
    elif (references, bars, inelastic) != (None, None, False):
        raise InputError(
            "life: references, bars and inelastic have no effect on an answer, which has its own"
        )
    if of.built.course is None or not of.built.course.places:
        raise InputError(f"{of.design.name}: no thermal cycles of anything that creeps; {HINT}")
    if not of.passed:
        raise CheckError(f"{of.design.name}: a self-check failed, so no life is told")
    return lives_of(result_of(of, corners=False), of.design, of.section, names, *conditions)


def lives_of(
    result: Result,
    design: Design,
    section: Section,
    wanted: Iterable[str] = (),
    shear: float | None = None,
    use: Exposure | None = None,
) -> Lives:
    """The same of a result with cycles, its design and section; of all laws where none are wanted."""
    cycle, moments = section.history.cycle, result.built.moments
    if cycle is None or not moments:
        raise ValueError("a result without cycles")
    places = _places(result, section)
    given, names = Conditions(exposure(cycle), shear, use), set(wanted)
    layers = tuple(p for p in places if p.layer_um is not None) or places
    found = [judged(law, p) for p in layers for law in LAWS]
    found += [law.judged(given) for law in WITHOUT_FIELD]
    return Lives(
        design.name,
        moments[-1].cycle,
        given.test,
        layers,
        tuple(_ratios(result, section)),
        tuple(j for j in found if not names or j.law in names),
        (*section.notes, *left_out(design.recipe, SCOPES["life"], result.temperatures_C)),
    )


def _refuse_without_cycles(design: Design) -> None:
    """InputError for a design without thermal cycles, before anything is solved."""
    if design.recipe.history.cycle is None:
        raise InputError(f"{design.name}: no thermal cycles, so no life; {HINT}")


def _checked(
    names: set[str], shear: float | None, use: tuple[float, float, float] | None
) -> tuple[float | None, Exposure | None]:
    taken = {law.takes for law in WITHOUT_FIELD if not names or law.name in names}
    for what, takes, given in (("shear range", SHEAR, shear), ("use", USE, use)):
        if given is not None and takes not in taken:
            raise InputError(f"{what}: no effect on {', '.join(sorted(names))}")
    if shear is not None and not 0 < shear < 1:
        raise InputError(f"shear range: {shear:g}; allowed is a strain above 0, below 1, like 0.01")
    if use is None:
        return shear, None
    low, high, per_day = use
    if not (ABSOLUTE_ZERO < low < high <= HOTTEST and 0 < per_day <= DAY):
        raise InputError(
            f"use: {low:g} … {high:g} °C, {per_day:g} cycles a day; wanted are a second temperature above"
            f" the first and up to {HOTTEST:g} °C, and above 0 and up to {DAY:g} cycles a day"
        )
    return shear, Exposure(low, high, 0.0, per_day)


def _region(section: Section, where: str) -> tuple[str, float | None]:
    """The region that a place lies in, and its thickness in µm if it is a layer."""
    layers = {layer.name: layer for layer in section.layers}
    return (layers[where].region, layers[where].thickness) if where in layers else (where, None)


def _places(result: Result, section: Section) -> tuple[Modelled, ...]:
    """Regions with memory and layers, with what a cycle does to them."""
    values: dict[str, dict[str, tuple[float, float | None]]] = {}
    for m in result.built.measures:
        if m.measure in (WORK, SLIP) and m.value is not None:
            values.setdefault(m.where, {})[m.measure] = m.value, m.bar
    model = "axisymmetric cell" if section.axisymmetric else section.cell.kinematics
    scheme = section.history.time_steps
    steps = CONVERGED if scheme == SECOND_ORDER else scheme
    found = []
    for where, own in values.items():
        region, thickness = _region(section, where)
        solder = result.built.materials.get(region) or ""
        found.append(Modelled(where, model, thickness, solder, steps, own))
    return tuple(found)


def _ratios(result: Result, section: Section) -> Iterator[Ratio]:
    rows: dict[Key, list[ReliefRow]] = {}
    for row in result.relief:
        rows.setdefault(row.key, []).append(row)
    materials = {s.name: s.materials for s in result.stacks}
    for m in result.built.measures:
        if m.measure not in (WORK, SLIP):
            continue
        mine = m.measure, m.where, m.unit, m.value, m.bar
        found = rows.get(m.key, [])
        if not found:
            yield Ratio(*mine, None, None, None, None, settling=m.note)
        region, _ = _region(section, m.where)
        for row in found:
            ratio = None if row.relief is None else 1 - row.relief
            same = materials[row.reference].get(region) == result.built.materials.get(region)
            note = row.note if same else "another solder: no ratio of lives"
            yield Ratio(*mine, row.reference, row.without, ratio, row.bar, note, m.note)
