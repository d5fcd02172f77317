"""Licences, credits and copyright notices, read as people write them. Pure: knows no Sphinx."""
