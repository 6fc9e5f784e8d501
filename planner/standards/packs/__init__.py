"""Packs of clauses: the YAML files of this folder, and how packs are read."""

from planner.standards.packs.load import PACK_FORMAT, SHIPPED, packs_for, read_pack, shipped_pack

__all__ = ["PACK_FORMAT", "SHIPPED", "packs_for", "read_pack", "shipped_pack"]
