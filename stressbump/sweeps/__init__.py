"""Sweeps: many designs out of one study, their answers in one store.

The folder is not called `sweep`, so that `stressbump.sweep` stays the function.
"""
