"""The builders: PDF by Typst, and EPUB."""
