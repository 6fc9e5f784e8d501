"""The clauses of the standards as data (``packs``) and the kinds of requirement as code (``kinds``)."""
