"""Invented people and their complaints, for the demonstration and never for production."""
