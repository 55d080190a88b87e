"""How far a number may be off, and what stands beside it."""
