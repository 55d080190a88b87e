"""Chip and board as plates that joints hold together: what a package does to each of its joints."""
