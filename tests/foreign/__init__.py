"""Documentation that we did not write, through the builder ``typst``: builds it, and is every word in the PDF?"""
