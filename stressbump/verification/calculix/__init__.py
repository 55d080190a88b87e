"""The same designs in CalculiX: decks, runs, comparison."""
