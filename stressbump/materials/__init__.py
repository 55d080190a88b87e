"""Materials with their sources, and what other sources say instead.

    find("SAC305")          the default
    find("SAC305 (LAU03)")  an alternative, by its label
    find("PI")              an alias
    memory("SAC305", "Anand Chang")   a law with memory by a published set of constants

Files group the substances; one more substance is one more `Material` in a file's MATERIALS.
Where a source gives a range and no value, the default is its middle and the ends are
alternatives. What is published of births, film stress and shrinkage is no default: a step says
how its region is born. `describe` tells all numbers as plain rows.

Known from the literature but left out, because no law can be made of what was found:

- porous and OSG low-k films measured at 7.1, 6.8, 1.1 and 1.0 GPa, porous films that stiffen
  from 6 to 13 GPa, ultra-low-k below 8 GPa: neither ν nor CTE;
- underfill FP4520: E falls sixfold from −60 to 150 °C, but no value, ν or CTE;
- the underfill of THOM02, over its degree of cure: its bulk modulus lies below its shear
  modulus, so its ν is negative;
- viscoelastic mold compounds: papers located, none with its coefficients;
- copper with two backstresses (54 041 MPa and 962, 721 MPa and 1.1): no yield stress, no original.
"""

from stressbump.errors import MaterialError
from stressbump.materials.describe import describe
from stressbump.materials.inline import from_table, renamed, resolve
from stressbump.materials.interfaces import PublishedToughness, published_toughness
from stressbump.materials.material import Alternative, Material, PublishedBirth, PublishedRange
from stressbump.materials.registry import find, names
from stressbump.materials.sets import describe_memory, memory

__all__ = [
    "Alternative", "Material", "MaterialError", "PublishedBirth", "PublishedRange",
    "PublishedToughness", "describe", "describe_memory", "find", "from_table", "memory", "names",
    "published_toughness", "renamed", "resolve",
]  # fmt: skip
