"""The joint on its board: what its cell is to chip and board, and what their slide does to it."""
