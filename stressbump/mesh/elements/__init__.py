"""The elements that meshes are made of, one a file, and what everyone asks of one (`Element`)."""

from stressbump.mesh.elements.element import ACROSS, HALVES, Element, Rule, mapped
from stressbump.mesh.elements.interpolation import carried, to_nodes
from stressbump.mesh.elements.triangle import TRIANGLE

__all__ = ["ACROSS", "HALVES", "TRIANGLE", "Element", "Rule", "carried", "mapped", "to_nodes"]
