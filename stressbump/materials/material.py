"""A material: a law, where its numbers come from, and what other sources say instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from stressbump.errors import MaterialError
from stressbump.laws import Isotropic, Law
from stressbump.laws.curve import Number
from stressbump.laws.memory import Memory
from stressbump.materials.inelastic import Inelastic, Trap, folded

Kind = Literal["metal", "ceramic", "polymer", "solder", "composite", "resist"]
Rule = Literal["total", "incremental"]


@dataclass(frozen=True)
class Alternative:
    """The same substance by another source, or at an end of its range; its own yield strength in MPa."""

    label: str
    law: Law
    source: str
    note: str = ""
    yield_strength: Number | None = None


@dataclass(frozen=True)
class PublishedRange:
    """The least and the most that is published of a number, and where."""

    low: float
    high: float
    source: str

    @property
    def ends(self) -> tuple[float, ...]:
        """Both, or the one there is."""
        return tuple(dict.fromkeys((self.low, self.high)))

    def holds(self, value: float) -> bool:
        """Whether a value lies within."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class PublishedBirth:
    """How one process leaves a substance behind.

    Temperature of deposition, cure or freezing in °C, mean in-plane stress of a blanket film on silicon
    at 25 °C in MPa, linear cure shrinkage. It speaks of what is born within `born_C`.
    """

    process: str
    born_C: PublishedRange
    film_MPa: PublishedRange | None = None
    cure_shrinkage: PublishedRange | None = None


@dataclass(frozen=True)
class Material:
    """A substance; "ceramic" takes in silicon, glasses and inorganic films.

    A material given by its user has no kind, but the `table` that it was written as.
    `find("Cu (LAU00)")` is the material "Cu" with the law of its alternative "LAU00".
    `yield_strength` (MPa) is that of the form in which a stack holds it, a film where there are
    films, and None where nothing yields or nothing is known; `glass_transition` is in °C;
    `limit_source` says where both are from. `births` are apart in temperature, one for each process.
    `inelastic` are published sets of laws with memory, of which none is followed unless it is asked for
    by its label, or the first one by `flowing`; `traps` are sets in print that must not be used.
    """

    name: str
    law: Law
    source: str
    kind: Kind | None
    note: str = ""
    alternatives: tuple[Alternative, ...] = ()
    aliases: tuple[str, ...] = ()
    yield_strength: Number | None = None
    glass_transition: float | None = None
    limit_source: str = ""
    births: tuple[PublishedBirth, ...] = ()
    table: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    inelastic: tuple[Inelastic, ...] = ()
    traps: tuple[Trap, ...] = ()

    @property
    def rule(self) -> Rule:
        """How moduli over temperature are followed.

        "total", C(T) times the elastic strain since birth, in metals, solders and ceramics, and under
        any law with memory; "incremental", dσ = C(T) : dε, in whatever may go through a glass transition.
        """
        total = self.kind in ("metal", "solder", "ceramic") or isinstance(self.law, Memory)
        return "total" if total else "incremental"

    @property
    def flow(self) -> Inelastic | None:
        """The set by which it creeps or yields where nobody names one; None but for metals and solders."""
        known = self.inelastic and self.kind in ("metal", "solder")
        return self.inelastic[0] if known else None

    def flowing(self) -> "Material":
        """This material by its `flow`; as it is if there is none."""
        return self if self.flow is None else self._following(self.flow)

    def by(self, label: str) -> "Material":
        """This material with the law of the alternative, or of the set with memory, of that label."""
        for other in self.alternatives:
            if other.label.casefold() == label.strip().casefold():
                chosen = replace(
                    self, name=f"{self.name} ({other.label})", law=other.law, source=other.source,
                    note=other.note, alternatives=(), aliases=(), inelastic=self._near(other.label),
                )  # fmt: skip
                if other.yield_strength is None:
                    return chosen
                return replace(
                    chosen, yield_strength=other.yield_strength, limit_source=other.source
                )
        if (remembering := self._with_memory(label)) is not None:
            return remembering
        there = [a.label for a in self.alternatives] + [found.label for found in self.inelastic]
        labels = ", ".join(map(repr, there)) or "none"
        raise MaterialError(f"{self.name} has no alternative {label!r}; it has {labels}")

    def _with_memory(self, label: str) -> "Material | None":
        """This material with the law of that set, the others as its alternatives."""
        for trap in self.traps:
            if folded(trap.label) == folded(label):
                raise MaterialError(f"{self.name} by {trap.label!r} is refused: {trap.why}")
        for found in self.inelastic:
            if folded(found.label) == folded(label):
                return self._following(found)
        return None

    def _following(self, chosen: Inelastic) -> "Material":
        others = tuple(
            Alternative(rest.label, rest.on(self.law), rest.source, rest.note)
            for rest in self.inelastic
            if rest is not chosen
        )
        return replace(
            self, name=f"{self.name} ({chosen.label})", law=chosen.on(self.law), source=chosen.source,
            note=chosen.note, alternatives=others, aliases=(), inelastic=(), traps=(),
        )  # fmt: skip

    def _near(self, label: str) -> tuple[Inelastic, ...]:
        """The sets with memory, first those of the source of an alternative."""
        return tuple(sorted(self.inelastic, key=lambda found: label not in found.label.split()))


Ends = tuple[float, float]


def ends(
    law: Isotropic,
    source: str,
    *,
    E: Ends | None = None,
    nu: Ends | None = None,
    cte: Ends | None = None,
) -> tuple[Alternative, ...]:
    """Alternatives at the ends of the ranges a source gives, one number changed in each."""
    given = {"E": ("E", E), "nu": ("nu", nu), "cte": ("CTE", cte)}
    return tuple(
        Alternative(f"{title} {end}", replace(law, **{field: value}), source)
        for field, (title, limits) in given.items()
        if limits
        for end, value in zip(("low", "high"), limits, strict=True)
    )
