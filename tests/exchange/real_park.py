"""The Qiancheng park in Hangzhou as it was solved once: 8 buildings, 38 storeys, 328 rooms."""

from __future__ import annotations

import zipfile
from pathlib import Path

ARCHIVE = Path(__file__).with_name("data") / "qiancheng-layout.zip"


def unpack(folder: Path) -> Path:
    """Its bundle, without pictures."""
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(folder)
    return folder
