"""From a section to a solved stack: births in order, and what each region has been through since."""
