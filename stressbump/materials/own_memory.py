"""A user's own law with memory, out of the table `memory` in the table of a material.

    solder = { E_GPa = 40, nu = 0.35, cte_ppm_per_K = 22,
               memory = { law = "creep", terms = [{ A_per_s = 277984, alpha_per_MPa = 0.02447,
                          n = 6.41, Q_over_R_K = 6500 }] } }

Keys say the unit. Constants fitted to shear, γ̇ = f(τ), become those of von Mises' stress and strain rate by
q = √3 τ, ε̇ = γ̇/√3 where `fitted_in = "shear"`.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    TypeAdapter,
    ValidationError,
    field_validator,
)

from stressbump.errors import MaterialError
from stressbump.laws import Law
from stressbump.laws.chaboche import Backstress, Chaboche
from stressbump.laws.cure import Curing, DiBenedetto, Kamal
from stressbump.laws.curve import Number, Table
from stressbump.laws.flow import Flow
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.anand import Anand
from stressbump.laws.flow.creep import Power, Sinh, Term
from stressbump.laws.flow.hardening import Hardening, LinearHardening, Voce
from stressbump.laws.memory import Memory
from stressbump.laws.shift import UNSHIFTED, WLF, Arrhenius, Shift, Shifts
from stressbump.laws.viscoelastic import Branch, Viscoelastic
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.materials.guards import refuse_unlikely
from stressbump.materials.limits import STRENGTH
from stressbump.materials.spelling import did_you_mean

ROOT3 = sqrt(3)
Real = Annotated[float, Strict()]
Pair = Annotated[list[Real], Field(min_length=2, max_length=2)]


class _Keys(BaseModel):
    """Immutable, and no unknown key passes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class _Fitted(_Keys):
    """Constants that stress and strain of a tensile test were fitted by, or of a shear test."""

    fitted_in: Literal["tension", "shear"] = "tension"

    @property
    def root(self) -> float:
        """√3 if they are to be converted."""
        return ROOT3 if self.fitted_in == "shear" else 1.0


class AnandKeys(_Fitted):
    """`law = "Anand"`."""

    law: Literal["Anand"]
    s0_MPa: Real
    Q_over_R_K: Real
    A_per_s: Real
    xi: Real
    m: Real
    h0_MPa: Real
    s_hat_MPa: Real
    n: Real
    a: Real

    def on(self, elastic: Law, where: str) -> Memory:
        """The law, once it flows as a solder does."""
        flow = Anand(
            self.s0_MPa, self.Q_over_R_K, self.A_per_s / self.root, self.xi / self.root, self.m,
            self.h0_MPa * self.root, self.s_hat_MPa, self.n, self.a,
        )  # fmt: skip
        return _flowing(elastic, flow, where)


class TermKeys(_Keys):
    """A term of `law = "creep"`, a sinh if it has α; A for a stress in MPa."""

    A_per_s: Real
    n: Real
    Q_over_R_K: Real
    alpha_per_MPa: Real | None = None

    def term(self, root: float) -> Term:
        """The term for von Mises' stress."""
        if self.alpha_per_MPa is None:
            return Power(self.A_per_s / root ** (self.n + 1), self.n, self.Q_over_R_K)
        return Sinh(self.A_per_s / root, self.alpha_per_MPa / root, self.n, self.Q_over_R_K)


class YieldKeys(_Keys):
    """First yield (a number, or rows of °C and MPa), linear hardening, and Voce's increase and b."""

    yield_MPa: Any
    hardening_MPa: Real = 0.0
    voce_MPa: Real | None = None
    voce_b: Real | None = None

    @field_validator("yield_MPa")
    @classmethod
    def _strength(cls, value: Any) -> Number:
        return STRENGTH.number_or_table(value, "it", 1.0)

    def hardening(self) -> Hardening:
        """How far the elastic range reaches."""
        if (self.voce_MPa is None) != (self.voce_b is None):
            raise ValueError("voce_MPa and voce_b go together; one of them is missing")
        if self.voce_MPa is None or self.voce_b is None:
            return LinearHardening(self.yield_MPa, self.hardening_MPa)
        return Voce(self.yield_MPa, self.voce_MPa, self.voce_b, self.hardening_MPa)


class CreepKeys(_Fitted):
    """`law = "creep"`: terms that add up, and perhaps a table `plastic`."""

    law: Literal["creep"]
    terms: Annotated[list[TermKeys], Field(min_length=1)]
    plastic: YieldKeys | None = None

    def on(self, elastic: Law, where: str) -> Memory:
        """The law, once it creeps as a solder does."""
        terms = tuple(term.term(self.root) for term in self.terms)
        plastic = self.plastic.hardening() if self.plastic else None
        return _flowing(elastic, Additive(terms, plastic), where)


class PlasticKeys(YieldKeys):
    """`law = "plastic"`, isotropic, or kinematic with backstresses [C in MPa, γ]."""

    law: Literal["plastic"]
    backstresses: list[Pair] = []

    def on(self, elastic: Law, where: str) -> Memory:
        """The law."""
        if self.backstresses:
            moving = tuple(Backstress(C, gamma) for C, gamma in self.backstresses)
            return Chaboche(elastic, self.hardening(), moving)
        return Viscoplastic(elastic, Additive(plastic=self.hardening()))


class ShiftKeys(_Keys):
    """Arrhenius below and above a reference, or with C1 and C2 WLF above; or rows of °C and log₁₀ a."""

    reference_C: Real | None = None
    Q_over_R_K: Real | None = None
    C1: Real | None = None
    C2_K: Real | None = None
    log10: list[Pair] | None = None

    def shift(self) -> Shift:
        """How relaxation is shifted."""
        wlf = self.C1, self.C2_K
        if self.log10 is not None:
            if {self.reference_C, self.Q_over_R_K, *wlf} != {None}:
                raise ValueError("a shift has log10, or reference_C and what follows; not both")
            return Shifts(Table(tuple((T, value) for T, value in self.log10)))
        if self.reference_C is None or self.Q_over_R_K is None:
            raise ValueError(
                "a shift needs reference_C and Q_over_R_K, with C1 and C2_K too: WLF says nothing of what "
                "lies below its reference"
            )
        if self.C1 is None or self.C2_K is None:
            if wlf != (None, None):
                raise ValueError("C1 and C2_K of a shift go together; one of them is missing")
            return Arrhenius(self.Q_over_R_K, self.reference_C)
        return WLF(self.C1, self.C2_K, self.reference_C, self.Q_over_R_K)


class PronyKeys(_Keys):
    """`law = "Prony"`: branches [share, time in s] of the shear modulus, perhaps of the bulk modulus."""

    law: Literal["Prony"]
    shear: list[Pair]
    bulk: list[Pair] = []
    shift: ShiftKeys | None = None

    def on(self, elastic: Law, where: str) -> Viscoelastic:
        """The law."""
        shear, bulk = (tuple(Branch(g, t) for g, t in rows) for rows in (self.shear, self.bulk))
        return Viscoelastic(elastic, shear, self.shift.shift() if self.shift else UNSHIFTED, bulk)


class GlassKeys(_Keys):
    """DiBenedetto's three numbers."""

    raw_C: Real
    cured_C: Real
    lam: Real

    def law(self) -> DiBenedetto:
        """Glass transition over cure."""
        return DiBenedetto(self.raw_C, self.cured_C, self.lam)


class CureKeys(_Keys):
    """`law = "cure"`: Kamal's kinetics, shrinkage (linear, of the whole cure), and a table `relaxing`."""

    law: Literal["cure"]
    A2_per_s: Real
    Q2_over_R_K: Real
    m: Real
    n: Real
    A1_per_s: Real = 0.0
    Q1_over_R_K: Real = 0.0
    shrinkage: Real
    start: Real
    relaxing: PronyKeys | None = None
    glass: GlassKeys | None = None

    def on(self, elastic: Law, where: str) -> Memory:
        """The law."""
        kinetics = Kamal(
            self.A2_per_s, self.Q2_over_R_K, self.m, self.n, self.A1_per_s, self.Q1_over_R_K
        )
        held = self.relaxing.on(elastic, where) if self.relaxing else elastic
        glass = self.glass.law() if self.glass else None
        return Curing(held, kinetics, self.shrinkage, self.start, glass)


LawKeys = AnandKeys | CreepKeys | PlasticKeys | PronyKeys | CureKeys
LAWS = TypeAdapter[LawKeys](Annotated[LawKeys, Field(discriminator="law")])


def law_of(table: Any, elastic: Law, where: str) -> Memory:
    """The law with memory that a user's table says, holding an elastic one; MaterialError if it is none."""
    if not isinstance(table, Mapping):
        raise MaterialError(f"{where} is {table!r}; allowed is a table with the key law")
    try:
        return LAWS.validate_python(dict(table)).on(elastic, where)
    except ValidationError as error:
        raise MaterialError("\n".join(f"{where}: {_fault(f)}" for f in error.errors())) from None
    except MaterialError:
        raise
    except ValueError as problem:
        raise MaterialError(f"{where}: {problem}") from None


def _flowing(elastic: Law, flow: Flow, where: str) -> Memory:
    refuse_unlikely(flow, where)
    return Viscoplastic(elastic, flow)


def _fault(fault: Any) -> str:
    """What is wrong, in the words of a file."""
    kind, path = fault["type"], fault["loc"][1:]  # the first is the law's name
    key = ", ".join(f"row {p + 1}" if isinstance(p, int) else str(p) for p in path)
    match kind:
        case "union_tag_invalid" | "union_tag_not_found":
            return f"law is one of {fault['ctx'].get('expected_tags', 'the laws with memory')}"
        case "missing":
            return f"{key} is missing"
        case "extra_forbidden":
            allowed = sorted({name for model in LawKeys.__args__ for name in model.model_fields})
            return f"no key {key!r}{did_you_mean(str(path[-1]), allowed)}; keys say their unit"
        case "value_error":
            return f"{key}: {fault['msg'].removeprefix('Value error, ')}"
    said = fault["msg"]
    return f"{key} is {fault['input']!r}: {said[0].lower()}{said[1:]}"
