"""How metals yield: MPa over °C. No complete set over temperature was found open; what there is disagrees.

Films on silicon harden kinematically, whatever the rate (Shen and Ramamurty, on passivated copper of 40 nm
to 1 µm): heated and cooled they yield early on the way back.
"""

from __future__ import annotations

from functools import partial

from stressbump.laws import Table
from stressbump.laws.chaboche import Backstress, Chaboche
from stressbump.laws.curve import Number
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.hardening import LinearHardening
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.materials import sources as by
from stressbump.materials.inelastic import Inelastic
from stressbump.units import GPa


def _moving(label: str, strength: Number, H: float, source: str, note: str) -> Inelastic:
    form = partial(Chaboche, size=LinearHardening(strength), backstresses=(Backstress(H),))
    return Inelastic(label, form, source, note)


def _isotropic(label: str, strength: Number, H: float, source: str, note: str) -> Inelastic:
    flow = Additive(plastic=LinearHardening(strength, H))
    return Inelastic(label, partial(Viscoplastic, flow=flow), source, note)


COPPER_STRENGTH = Table.of(1, (25, 200), (350, 100))
ALUMINIUM_STRENGTH = Table.of(1, (25, 150), (200, 50), (350, 40))
COPPER = (
    _moving(
        "kinematic film", COPPER_STRENGTH, 2 * GPa, by.RECALLED_LOW,
        "an annealed film's yield, H = 2 GPa",
    ),
    _isotropic(
        "yield PTH", 172.0, 1030 / (1 - 1.03 / 82.7), f"Iannuzzelli: {by.RECALLED_MEDIUM}",
        "plated through-holes, slope 1030 MPa of stress over total strain at E = 82.7 GPa",
    ),
    _isotropic(
        "yield LAU00", 54.0, 0.0, by.LAU00,
        "foil; its hardening slope of '0.1' has no unit and is left out",
    ),
)  # fmt: skip
ALUMINIUM = (
    _moving(
        "kinematic film", ALUMINIUM_STRENGTH, 1 * GPa, by.RECALLED_LOW, "a film's yield, H = 1 GPa"
    ),
)
GOLD = (
    _isotropic(
        "yield film",
        175.0,
        0.0,
        by.RECALLED_LOW,
        "middle of 100-250 at 25 °C; held over temperature",
    ),
)
