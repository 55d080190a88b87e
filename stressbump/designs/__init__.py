"""What a user writes: structures, files and settings, and the claims they carry."""
