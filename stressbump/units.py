"""The one set of units: µm, MPa, °C, and with them µN (forces) and pJ (energies).

1 MPa·µm is 1 J/m², 1 MPa·µm² is 1 µN. Literals carry their unit: ``130 * GPa``, ``22 * ppm``.
"""

import re

GPa = 1e3  # MPa
ppm = 1e-6  # 1/K
nm = 1e-3  # µm
mm = 1e3  # µm
mil = 25.4  # µm
psi = 6.894757e-3  # MPa

LENGTHS = {"nm": nm, "um": 1.0, "µm": 1.0, "μm": 1.0, "mm": mm}
WRITTEN = re.compile(r"([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\s*([a-zµμ]*)")


def length_um(text: str, bare: bool = True) -> float:
    """A length as 500um, 0.5 mm or 50nm in µm, without a unit too if `bare`; ValueError."""
    written = WRITTEN.fullmatch(text.strip())
    if written is None or not (written[2] in LENGTHS or (bare and not written[2])):
        raise ValueError(f"{text!r} is no length")
    return float(written[1]) * LENGTHS.get(written[2], 1.0)
