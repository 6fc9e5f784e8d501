"""The unified social credit code of GB 32100-2015: 18 signs, the last one a check sign."""

from __future__ import annotations

__all__ = ["credit_code_fault"]

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Digits and capital letters without I, O, S, V and Z; a sign's place is its value."""

LENGTH = 18


def credit_code_fault(code: str) -> str:
    """What is wrong with a code; empty when it is valid. The sign weights are powers of 3 modulo 31."""
    if len(code) != LENGTH:
        return f"{len(code)} signs"
    wrong = [sign for sign in code if sign not in SIGNS]
    if wrong:
        return f"the sign {wrong[0]}"
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:-1]))
    expected = SIGNS[(31 - total % 31) % 31]
    return "" if code[-1] == expected else f"check sign {code[-1]}, not {expected}"
