"""Lessons: ordered views of pages with words and questions, a TOML file each."""
