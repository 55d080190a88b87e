"""Parametrised recipes with documented defaults, one file and one line each."""

from stressbump.structures.dry_film_bump import DryFilmBump
from stressbump.structures.elastomer_bump import ElastomerBump
from stressbump.structures.interface_layer_package import InterfaceLayerPackage
from stressbump.structures.parameters import Structure
from stressbump.structures.recessed_pad_bump import RecessedPadBump

STRUCTURES: dict[str, type[Structure]] = {
    ElastomerBump.slug: ElastomerBump,
    RecessedPadBump.slug: RecessedPadBump,
    DryFilmBump.slug: DryFilmBump,
    InterfaceLayerPackage.slug: InterfaceLayerPackage,
}
