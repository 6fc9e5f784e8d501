"""What the search guarantees about each clause; a property test holds the declarations to the check."""

from solvers.encodings.table import GUARANTEES

__all__ = ["GUARANTEES"]
