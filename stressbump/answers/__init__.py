"""With and without: relief, told and saved."""
