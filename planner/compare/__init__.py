"""What is different: two scenarios by what they mean, two or more bundles by what lies where.

``docs/compare.md`` tells what counts as a difference and what does not.
"""
