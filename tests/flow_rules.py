"""Solders of every flow rule, for tests."""

from stressbump.laws import Isotropic, Table
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.anand import Anand
from stressbump.laws.flow.creep import Power, Sinh
from stressbump.laws.flow.hardening import Knots, LinearHardening, Voce
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.units import GPa, ppm

ELASTIC = Isotropic(40 * GPa, 0.35, 20 * ppm)
ANAND = {
    "DARV00": Anand(12.41, 9400, 4.0e6, 1.5, 0.303, 1378.95, 13.79, 0.07, 1.3),
    "WANG01": Anand(56.33, 10830, 1.49e7, 11, 0.303, 2640.75, 80.42, 0.0231, 1.34),
    "Chang": Anand(45.9, 7460, 5.87e6, 2, 0.0942, 9350, 58.3, 0.015, 1.5),
    "Motalab": Anand(21, 9320, 3501, 4, 0.25, 180000, 30.2, 0.01, 1.78),
    "Mysore": Anand(2.15, 9970, 17.994, 0.35, 0.153, 1525.98, 2.536, 0.028, 1.69),
}
FEUS = Knots(((7, ((0, 21), (1.6e-3, 41), (1, 650))), (47, ((0, 19), (1.6e-3, 31), (1, 240)))))
RULES = {
    **ANAND,
    "steep Anand": Anand(5, 9000, 100, 5, 0.3, 5e4, 40, 0.02, 0.6),
    "Norton": Additive((Power(1e-9, 5, 0),)),
    "double power": Additive((Power(4e-7, 3, 3223), Power(1e-12, 12, 7348))),
    "sinh": Additive((Sinh(277984, 0.02447, 6.41, 6500),)),
    "flat sinh": Additive((Sinh(0.006, 0.951, 0.633, 5734.2),)),
    "over a modulus": Additive((Sinh(2.4, 751, 5.5, 4642, Table.of(GPa, (-65, 23.8), (150, 9))),)),
    "bilinear": Additive(plastic=LinearHardening(Table.of(1, (25, 24), (150, 7.5)), 200)),
    "ideal": Additive(plastic=LinearHardening(20)),
    "Voce": Additive(plastic=Voce(20, 30, 100, 50)),
    "knots": Additive(plastic=FEUS),
    "powers and knots": Additive((Power(0.4, 2, 5400), Power(21, 7, 9500)), FEUS),
    "sinh and Voce": Additive((Sinh(2.48e4, 0.0793, 3.04, 6855),), Voce(20, 30, 100)),
}


def solder(rule):
    return Viscoplastic(ELASTIC, RULES[rule])


def deviator(stress):
    s = stress.copy()
    s[:3] -= stress[:3].mean(axis=0)
    return s
