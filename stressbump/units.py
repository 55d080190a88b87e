"""The one set of units: µm, MPa, °C, and with them µN (forces) and pJ (energies).

1 MPa·µm is 1 J/m², 1 MPa·µm² is 1 µN. Literals carry their unit: ``130 * GPa``, ``22 * ppm``.
"""

GPa = 1e3  # MPa
ppm = 1e-6  # 1/K
nm = 1e-3  # µm
mm = 1e3  # µm
mil = 25.4  # µm
psi = 6.894757e-3  # MPa
