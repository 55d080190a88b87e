"""Cycles to failure."""
