"""Laws with memory in CalculiX's words, and those it has no word for.

CalculiX reads constants between two temperatures off a straight line, A of Norton's law too, which is
none: rows stand at every temperature at which an increment ends, where nothing is read between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp

import numpy as np

from stressbump.laws.chaboche import Chaboche
from stressbump.laws.cure import Curing
from stressbump.laws.curve import at
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.anand import Anand
from stressbump.laws.flow.creep import Power, Sinh
from stressbump.laws.flow.hardening import LinearHardening
from stressbump.laws.memory import Memory
from stressbump.laws.viscoelastic import Viscoelastic
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.verification.calculix.constants import number

FAR = 10.0  # plastic strain at which a straight line ends


def inelastic(law: Memory, temperatures: Sequence[float]) -> Iterator[str]:
    """Norton's constants or yield stresses at each temperature in °C; ValueError for any other law."""
    match law:
        case Viscoplastic(flow=Additive(creep=(Power() as term,), plastic=None)):
            yield from _creep(term, temperatures)
        case Viscoplastic(flow=Additive(creep=(), plastic=LinearHardening() as line)):
            yield from _plastic(line, temperatures)
        case _:
            raise ValueError(f"CalculiX has no {named(law)}")


def in_calculix(law: Memory) -> bool:
    """Whether CalculiX has a law."""
    try:
        return bool(list(inelastic(law, ())))
    except ValueError:
        return False


def named(law: Memory) -> str:
    """What a law with memory is called."""
    match law:
        case Viscoplastic(flow=Anand()):
            return "Anand's law"
        case Viscoplastic(flow=Additive(creep=(), plastic=LinearHardening())):
            return "bilinear plasticity"
        case Viscoplastic(flow=Additive(creep=())):
            return "hardening along a curve"
        case Viscoplastic(flow=Additive(creep=(Power(),), plastic=None)):
            return "Norton's creep"
        case Viscoplastic(flow=Additive(creep=(Sinh(),), plastic=None)):
            return "creep by a hyperbolic sine"
        case Viscoplastic(flow=Additive(plastic=None)):
            return "sum of creep terms"
        case Viscoplastic(flow=Additive()):
            return "creep and plasticity side by side"
        case Chaboche():
            return "kinematic hardening"
        case Viscoelastic():
            return "Prony series"
        case Curing():
            return "cure"
    return type(law).__name__


def _creep(term: Power, temperatures: Sequence[float]) -> Iterator[str]:
    """A in 1/s and MPa, n, and no power of time."""
    yield "*CREEP"
    for T in temperatures:
        log_A = float(term.log_rate(np.zeros(1), T)[0][0])
        yield ", ".join(map(number, (exp(log_A), term.n, 0.0, T)))


def _plastic(line: LinearHardening, temperatures: Sequence[float]) -> Iterator[str]:
    """Yield stress in MPa at no plastic strain and at a large one."""
    yield "*PLASTIC"
    for T in temperatures:
        start, H = at(line.yield_stress, T), at(line.modulus, T)
        yield from (", ".join(map(number, (start + H * p, p, T))) for p in (0.0, FAR))
