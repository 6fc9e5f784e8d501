"""Every indicator of table A.1 by id, in the table's order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from planner.indicators.basic import BASIC
from planner.indicators.enterprise import ENTERPRISE
from planner.indicators.environment import ENVIRONMENT
from planner.indicators.model import Indicator, Words
from planner.indicators.services import DEVELOPMENT, SERVICES
from planner.indicators.support import SUPPORT

__all__ = ["GROUPS", "INDICATORS"]

GROUPS: Mapping[str, Words] = {
    "A.1": ("基本指标", "Basic indicators"),
    "A.2": ("营商环境", "Business environment"),
    "A.3": ("企业经营指标", "Operation of companies"),
    "A.4": ("支撑服务指标", "Supporting services"),
    "A.5": ("公共服务指标", "Public services"),
    "A.6": ("发展指标", "Development"),
}
"""Groups of the table: Chinese and English names."""


def _collected(indicators: Iterable[Indicator]) -> Mapping[str, Indicator]:
    found: dict[str, Indicator] = {}
    for indicator in indicators:
        if indicator.id in found:
            raise ValueError(f"two indicators have the id {indicator.id!r}")
        found[indicator.id] = indicator
    return MappingProxyType(found)


INDICATORS = _collected((*BASIC, *ENVIRONMENT, *ENTERPRISE, *SUPPORT, *SERVICES, *DEVELOPMENT))
"""Id -> indicator."""
