"""``scenario.yaml``: the question a planner asks, read with line-numbered errors, and written out in full."""

from planner.scenario.load import load_scenario, parse_scenario
from planner.scenario.resolve import resolved_yaml
from planner.scenario.schema import json_schema
from planner.scenario.starter import operations_yaml, starter_yaml

__all__ = [
    "json_schema",
    "load_scenario",
    "operations_yaml",
    "parse_scenario",
    "resolved_yaml",
    "starter_yaml",
]
