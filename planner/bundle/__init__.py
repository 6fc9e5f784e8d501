"""The result bundle: the folder ``planner solve`` writes and everything else reads.

``docs/bundle.md`` is the contract of its files.
"""

from planner.bundle.files import write_files
from planner.bundle.read import Bundle, read_bundle
from planner.bundle.write import write_bundle

__all__ = ["Bundle", "read_bundle", "write_bundle", "write_files"]
