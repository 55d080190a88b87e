"""The published life laws, each with what it is bound to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from stressbump.errors import InputError, did_you_mean
from stressbump.fatigue import crack_growth as crack
from stressbump.fatigue.crack_growth import CrackGrowth
from stressbump.fatigue.law import (
    ABSOLUTE,
    CHARACTERISTIC,
    CONVERGED,
    MEAN_LIFE,
    UNTOLD,
    Binding,
    Difference,
    Judgement,
    LifeLaw,
)
from stressbump.fatigue.power import PowerLaw
from stressbump.fatigue.without_field import (
    SAC,
    TIN_LEAD,
    Acceleration,
    Exposure,
    coffin_manson,
    engelmaier,
)
from stressbump.measures.cycle import MEASURES
from stressbump.process.profile import DARVEAUX
from stressbump.units import mil, psi

WORK, SLIP = (m.name for m in MEASURES[:2])
LABEL = "no field solution used"
SHEAR, USE = "shear strain range", "cycles of use"
QUARTER, SLICE = "quarter, 3-D", "diagonal slice, 3-D"
COARSE, UNIFORM = "his coarse ones", "his coarse, uniform T"
ANAND = "Anand DARV00"


def _darveaux(
    title: str, model: str, sets: Mapping[float, CrackGrowth], steps: str
) -> tuple[LifeLaw, ...]:
    return tuple(
        LifeLaw(
            f"Darveaux {title} {layer / mil:.1f} mil", "Darveaux, ECTC 2000, table 6", WORK, "psi",
            CHARACTERISTIC, growth, Binding(model, layer, ANAND, steps),
        )
        for layer, growth in sets.items()
    )  # fmt: skip


def _syed(title: str, measure: str, unit: str, constant: float, solder: str) -> LifeLaw:
    return LifeLaw(
        f"Syed {title}", "Syed, ECTC 2004, corrected by its author", measure, unit, MEAN_LIFE,
        PowerLaw(1 / constant), Binding("3-D", 25.0, solder),
    )  # fmt: skip


LAWS = (
    *_darveaux("quarter", QUARTER, crack.QUARTER, DARVEAUX),
    *_darveaux("slice", SLICE, crack.SLICE, DARVEAUX),
    *_darveaux("slice coarse", SLICE, crack.SLICE_COARSE, COARSE),
    *_darveaux("slice uniform", SLICE, crack.SLICE_UNIFORM, UNIFORM),
    *_darveaux("ANSYS 5.2", "3-D in ANSYS 5.2", crack.ANSYS_52, UNTOLD),
    *_darveaux("linear + 1-D", "linear 3-D, Anand in 1-D", crack.ONE_DIMENSIONAL, CONVERGED),
    LifeLaw(
        "Darveaux old", "Lau, Chang, Lee 2000", WORK, "psi", CHARACTERISTIC, crack.OLD,
        Binding(UNTOLD, None, UNTOLD, UNTOLD),
    ),
    _syed("sinh strain", SLIP, "1", 0.0513, "creep Schubert"),
    _syed("sinh work", WORK, "MPa", 0.0019, "creep Schubert"),
    _syed("double power strain", SLIP, "1", 0.0468, "creep Wiese"),
    _syed("double power work", WORK, "MPa", 0.0015, "creep Wiese"),
    LifeLaw(
        "Popelar", "Popelar, IEMT 1997", WORK, "psi", CHARACTERISTIC, PowerLaw(560 * psi, 0.495),
        Binding("plane strain", mil / 2, "creep POP97"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Conditions:
    """What laws without a field take: the cycles as tested, a shear strain range, the cycles of use."""

    test: Exposure
    shear: float | None = None
    use: Exposure | None = None


@dataclass(frozen=True)
class WithoutField:
    """A law that takes temperatures and what is given beside them, and what it gives."""

    name: str
    source: str
    gives: str
    takes: str  # SHEAR or USE
    number: Callable[[Conditions], float]
    dwells: bool = False  # it takes the dwell too

    def judged(self, given: Conditions) -> Judgement:
        """Its number, or what it lacks."""
        found = Judgement(self.name, self.source, "", self.gives, None, note=LABEL)
        if lacking := tuple(self._lacking(given)):
            return replace(found, differences=lacking)
        number = self.number(given)
        if self.takes == USE:  # a factor, of which no scatter is published
            return replace(found, cycles=number)
        return replace(found, cycles=number, low=number / ABSOLUTE, high=number * ABSOLUTE)

    def _lacking(self, given: Conditions) -> Iterator[Difference]:
        if {SHEAR: given.shear, USE: given.use}[self.takes] is None:
            yield Difference(self.takes, "one", "none given")
        if self.dwells and not given.test.dwell_min > 0:
            yield Difference("dwell", "more than 0 min", "0 min")


def _engelmaier(given: Conditions) -> float:
    return engelmaier(given.shear or 0.0, given.test)


def _coffin_manson(given: Conditions) -> float:
    return coffin_manson(given.shear or 0.0)


def _norris_landzberg(constants: Acceleration) -> Callable[[Conditions], float]:
    return lambda given: constants.factor(given.test, given.use or given.test)


_NORRIS = "times as many cycles in use"
WITHOUT_FIELD = (
    WithoutField("Engelmaier", "IPC-9701", "median life", SHEAR, _engelmaier, dwells=True),
    WithoutField(
        "Coffin–Manson", "ε'f 0.325, c -0.5; authors have -0.3 to -0.7", "median life", SHEAR,
        _coffin_manson,
    ),
    WithoutField(
        "Norris–Landzberg SnPb", "n 1.9, m 1/3, E 1414 K", _NORRIS, USE, _norris_landzberg(TIN_LEAD)
    ),
    WithoutField(
        "Norris–Landzberg SAC", "n 2.65, m 0.136, E 2185 K", _NORRIS, USE, _norris_landzberg(SAC)
    ),
)  # fmt: skip
NAMES = (*(law.name for law in LAWS), *(law.name for law in WITHOUT_FIELD))


def chosen(wanted: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The laws that each wanted name stands for, one or a family: `Darveaux` is all of his."""
    found = {w: tuple(n for n in NAMES if _folded(n).startswith(_folded(w))) for w in wanted}
    for name, laws in found.items():
        if not name.strip() or not laws:
            families = (*NAMES, *(n.split()[0] for n in NAMES))
            raise InputError(f"no life law {name!r}{did_you_mean(name, families)}")
    return found


def _folded(name: str) -> str:
    return name.strip().casefold().replace("–", "-")
