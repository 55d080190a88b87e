"""Models in a model's place: sums of units, certified reduced bases."""
