"""A certified reduced basis: histories that differ in moduli and free strains, on one mesh.

`forms` writes the model of a step as a sum of fixed forms, `outputs` its measures as functionals,
`offline` makes the spaces by a greedy search, `online` answers with them, with bounds.
"""
