"""Where the numbers are held against textbooks."""
