"""What might stand in a layer's place instead: references that structures share, with their histories.

Each material has its usual cure; the same swap with the birth of the layer it replaces is there by name.
"""

from __future__ import annotations

from typing import Any

POLYIMIDE_C = 350.0  # cure of polyimide die coats; 350–375 published
UNDERFILL_C = 165.0  # cure, and its linear strain, of THOM02's underfill
UNDERFILL_SHRINKAGE = 0.005


def polyimide(region: str, when: str, **place: str) -> dict[str, Any]:
    """Polyimide with its own cure; `when` ends its description, `before` or `after` says it in data."""
    return {
        "name": "polyimide",
        "swap": {region: "polyimide"},
        "born": {region: {"born_C": POLYIMIDE_C, **place}},
        "doc": f"polyimide cured at {POLYIMIDE_C:g} °C {when}",
    }


def underfill(region: str, after: str) -> dict[str, Any]:
    """Underfill, cured once all else stands; it shrinks as it cures."""
    own = {"born_C": UNDERFILL_C, "cure_shrinkage": UNDERFILL_SHRINKAGE, "after": after}
    return {
        "name": "underfill",
        "swap": {region: "underfill"},
        "born": {region: own},
        "doc": f"underfill cured at {UNDERFILL_C:g} °C after the reflow, shrinking by"
        f" {UNDERFILL_SHRINKAGE:.1%}".replace("%", " %"),
    }


def kept(region: str, material: str, moment: str, born_C: float) -> dict[str, Any]:
    """The material born as the layer is that it replaces; solved by name only."""
    return {
        "name": f"{material}-at-{moment}",
        "swap": {region: material},
        "by_name": True,
        "doc": f"{material} born at the {moment}, at {born_C:g} °C",
    }
