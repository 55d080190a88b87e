"""The material of a part of a deck, and that its elements are of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stressbump.laws import Law
from stressbump.laws.memory import Memory
from stressbump.verification.calculix.constants import elastic, expansion, number, orthotropic
from stressbump.verification.calculix.deck_stages import StiffnessPart
from stressbump.verification.calculix.inelastic import inelastic


def material(
    part: StiffnessPart, law: Law, temperatures: Sequence[float], turned: bool, thickness: float
) -> Iterator[str]:
    """A part's over temperature, °C; `turned` as for `orthotropic`, `thickness` 0 but of flat elements."""
    plain = part.stiffness is None and law.isotropic
    yield f"*MATERIAL, NAME={part.label}"
    if isinstance(law, Memory):
        yield from elastic(law, temperatures, turned, everywhere=True)
        yield from inelastic(law, temperatures)
    elif part.stiffness is None:
        yield from elastic(law, temperatures, turned)
    else:
        yield from orthotropic(part.stiffness, turned)
    yield from expansion(law, temperatures, turned)
    around = ", ORIENTATION=AROUND" if turned and not plain else ""
    yield f"*SOLID SECTION, ELSET={part.label}, MATERIAL={part.label}{around}"
    if thickness:
        yield number(thickness)
