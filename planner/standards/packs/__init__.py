"""Packs of clauses: the YAML files of this folder, and how packs are read."""

from planner.standards.packs.load import (
    PACK_FORMAT,
    SHIPPED,
    packs_for,
    read_pack,
    repeated_clauses,
    shipped_pack,
)
from planner.standards.packs.own import copies, packs_of

__all__ = [
    "PACK_FORMAT",
    "SHIPPED",
    "copies",
    "packs_for",
    "packs_of",
    "read_pack",
    "repeated_clauses",
    "shipped_pack",
]
