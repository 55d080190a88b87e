"""Closed forms the numbers are held against: one file per source, µm, MPa and K throughout.

Tension is positive, cooling a negative `dT`. Reports quote them as closed-form
neighbours of a result.
"""
