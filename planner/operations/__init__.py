"""How a park is run: services, events, staff, company register, evidence, logs."""

from planner.operations.model import Operations

__all__ = ["Operations"]
