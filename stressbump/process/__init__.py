"""From a recipe to a section: steps as data, and what each of them does to the regions that stand."""
