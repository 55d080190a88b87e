"""A certified reduced basis: models that differ in moduli and free strains, on one mesh.

`forms` writes a model as a sum of fixed forms, `outputs` its measures as functionals, `offline` makes
the space by a greedy search, `online` answers with it, with bounds.
"""
