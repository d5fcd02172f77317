// What the theme says to Sphinx's scripts by a line in each page, which a strict policy forbids.
"use strict";

DOCUMENTATION_OPTIONS.pagename = document.documentElement.dataset.pagename;
DOCUMENTATION_OPTIONS.search_as_you_type = false;
