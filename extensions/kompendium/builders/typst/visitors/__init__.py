"""The visitors for docutils' and Sphinx's own nodes, a closed set, by kind of node."""
