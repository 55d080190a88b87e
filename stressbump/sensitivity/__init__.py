"""What moves a number: adjoints, and the shares of each mismatch."""
