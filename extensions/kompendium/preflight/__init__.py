"""Checks on what was built: they read the finished files, and know nothing of how they were made."""
