"""Medical code systems: their forms, the codes people write, and the book's lock file. Pure: knows no Sphinx."""
