"""Where stress has no bound."""
