"""Numbers by which the compiled paths and their readers say the same."""

NOW, PLANNED, EMPTY = 0, 1, 2
"""How a unit begins: let by contract, meant for a company that may sign, without one."""

SEVERAL, NONE, UNCLEAR = 1, 2, 4
"""Flags of a path's rate of return: signs change several times, no rate, more than one rate."""

OWN, NOBODY = -1, -2
"""Who has a unit in a month, if not a company of one of the profiles: that of the plan, or none."""

CROSS_BORDER, QUIET = 1, 2
"""Bits of a unit: only cross-border companies of the market may have it, only those without livestreaming."""
