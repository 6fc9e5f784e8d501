"""From a path to text: everything that can be wrong with a file before its YAML is looked at."""

from __future__ import annotations

import codecs
import re
from difflib import get_close_matches
from pathlib import Path

from planner.errors import Problem, ScenarioError

__all__ = ["MAX_BYTES", "decode", "read_bytes"]

MAX_BYTES = 16 * 1024 * 1024
"""Largest scenario file. A park of 10,000 tenants takes about 4 MB."""

# Control characters, and the line ends that editors do not count as lines: a line number given in a
# message would be wrong after one of them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_HAN = re.compile("[\u4e00-\u9fff]")
_MARKS = ((codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))
_SIGNATURES = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\x89PNG": "a PNG picture",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3": "an SQLite database",
}


def read_bytes(path: Path) -> bytes:
    """The bytes of a scenario file; ``ScenarioError`` when it cannot be read or is too large."""
    if path.is_dir():
        raise _refuse(path, "a folder", "a scenario file", _inside(path))
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
            size = max(len(data), path.stat().st_size)
    except FileNotFoundError:
        raise _refuse(path, "no such file", "a scenario file", _neighbour(path)) from None
    except PermissionError:
        remedy = "give yourself read permission: chmod u+r"
        raise _refuse(path, "a file without read permission", "a readable scenario file", remedy) from None
    except (OSError, ValueError) as error:
        raise _refuse(path, f"{error}", "a readable scenario file", "check the path") from error
    if len(data) > MAX_BYTES:
        remedy = "check that this is the scenario; let storeys share geometry with `like:` instead of copies"
        megabytes = MAX_BYTES // 2**20
        raise _refuse(path, f"a file of {size / 2**20:,.1f} MB", f"at most {megabytes} MB", remedy)
    return data


def decode(data: bytes, file: str) -> str:
    """UTF-8 bytes as text, with or without a byte order mark; ``ScenarioError`` for all else."""
    wide = _wide_encoding(data)
    if wide:
        raise _refuse(file, f"text in {wide}", "text in UTF-8", 'save it again with the encoding "UTF-8"', 1)
    for signature, name in _SIGNATURES.items():
        if data.startswith(signature):
            raise _refuse(file, name, "a YAML text file", "give the path of the scenario itself", 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start, file) from None
    if not text.strip():
        remedy = "start from a complete example: planner init"
        raise _refuse(file, "an empty file", "a scenario that begins with `format: planner/1`", remedy, 1)
    bad = _FORBIDDEN.search(text)
    if bad:
        line, column = _place(text, bad.start())
        value = f"the control character U+{ord(bad.group()):04X}"
        remedy = "delete it; the file may be damaged or not a text file"
        raise ScenarioError(
            [Problem(file, line, column, "", value, "text without control characters", remedy)]
        )
    return text


def _wide_encoding(data: bytes) -> str:
    """Name of a Unicode encoding of two or four bytes a sign, told by its mark or its many zero bytes."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:1000]
    return "UTF-16" if head.count(0) > len(head) // 3 else ""


def _not_utf8(data: bytes, start: int, file: str) -> ScenarioError:
    line = data.count(b"\n", 0, start) + 1
    try:
        other = data.decode("gb18030")
    except UnicodeDecodeError:
        other = ""
    if _HAN.search(other) and not _FORBIDDEN.search(other):
        column = len(data[data.rfind(b"\n", 0, start) + 1 : start].decode("utf-8", "replace")) + 1
        remedy = f'save it as UTF-8: iconv -f GB18030 -t UTF-8 "{file}" > utf8.yaml'
        value = "text in GB 18030 (GBK, GB 2312)"
    else:
        column = None
        value = f"the byte 0x{data[start]:02x}, which is not UTF-8"
        remedy = 'save the file again with the encoding "UTF-8"'
    return ScenarioError([Problem(file, line, column, "", value, "text in UTF-8", remedy)])


def _place(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _inside(path: Path) -> str:
    names = sorted(entry.name for entry in path.iterdir() if entry.suffix in (".yaml", ".yml"))[:1]
    return f"give a file inside it, such as {path / names[0]}" if names else "write a first one: planner init"


def _neighbour(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"check the path: there is no folder {folder}"
    names = [entry.name for entry in folder.iterdir() if entry.suffix in (".yaml", ".yml")]
    close = get_close_matches(path.name, names, 1)
    return (
        f"did you mean {folder / close[0]}?"
        if close
        else "check the path, or write a first one: planner init"
    )


def _refuse(
    file: Path | str, value: str, expected: str, remedy: str, line: int | None = None
) -> ScenarioError:
    return ScenarioError([Problem(str(file), line, None, "", value, expected, remedy)])
