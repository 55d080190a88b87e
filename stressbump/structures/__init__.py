"""Parametrised recipes with documented defaults, one file and one line each."""

from stressbump.structures.elastomer_bump import ElastomerBump
from stressbump.structures.parameters import Structure

STRUCTURES: dict[str, type[Structure]] = {
    ElastomerBump.slug: ElastomerBump,
}
