"""What a solder's flow cannot be: slips of unit, sign and decimal show in what constants come to."""

from __future__ import annotations

from stressbump.errors import MaterialError
from stressbump.laws.flow import Flow
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.anand import Anand
from stressbump.laws.traits import LOAD, RATE

ROOM = 25.0  # °C
FLOW = 3.0, 120.0  # MPa at RATE and ROOM, of every solder
CREEP = 1e-12, 1e-4  # 1/s at LOAD and ROOM
SLIPS = (
    "psi given as MPa, Q in J/mol or eV given as Q/R in K, a wrong sign of Q, A per minute or per hour "
    "given as per second, a sign lost in a power of ten, α per psi or Pa given as per MPa"
)


def refuse_unlikely(flow: Flow, where: str) -> None:
    """MaterialError for a rule under which no solder flows, with the slips that make one.

    Creep laws are fitted to slow tests and may exceed the flow stress of a fast one; their rates count.
    """
    if isinstance(flow, Anand):
        stress = flow.saturation(RATE, ROOM)
        _within(FLOW, stress, f"flow at {{}} MPa at {ROOM:g} °C and {RATE:g} 1/s", where)
    if isinstance(flow, Anand) or (isinstance(flow, Additive) and flow.creep):
        rate = flow.steady_rate(LOAD, ROOM)
        _within(CREEP, rate, f"creep at {{}} 1/s at {ROOM:g} °C and {LOAD:g} MPa", where)


def _within(ends: tuple[float, float], value: float, words: str, where: str) -> None:
    low, high = ends
    if not low <= value <= high:
        would, do = words.format(f"{value:.3g}"), words.format(f"{low:g} to {high:g}")
        raise MaterialError(f"{where}: it would {would}; solders {do}. Usual slips: {SLIPS}")
