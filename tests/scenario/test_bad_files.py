"""Files that are no scenario at all: missing, empty, huge, in another encoding, hostile, not YAML."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from planner.errors import Problem, ScenarioError, UsageError
from planner.scenario import load_scenario, parse_scenario
from tests.scenario.cases import broken, good_text, problems_of

BYTES: dict[str, tuple[bytes, int | None, tuple[str, ...]]] = {
    "empty file": (b"", 1, ("an empty file", "planner init")),
    "blank file": (b"\n  \n\n", 1, ("an empty file",)),
    "byte order mark and nothing else": (b"\xef\xbb\xbf", 1, ("an empty file",)),
    "comments only": (b"# a park\n# to come\n", 1, ("a file with comments only", "planner init")),
    "GB 18030 text": (
        good_text().encode("gb18030"),
        3,
        ("text in GB 18030 (GBK, GB 2312)", "text in UTF-8", "iconv -f GB18030 -t UTF-8"),
    ),
    "Latin-1 text": ("format: planner/1\nname: Caf\xe9\n".encode("latin-1"), 2, ("0xe9", "UTF-8")),
    "UTF-16 text": (good_text().encode("utf-16"), 1, ("text in UTF-16", "UTF-8")),
    "UTF-32 text": (good_text().encode("utf-32"), 1, ("text in UTF-32", "UTF-8")),
    "UTF-16 text without its mark": (good_text().encode("utf-16-le"), 1, ("text in UTF-16",)),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", 1, ("a PDF document", "YAML text")),
    "spreadsheet": (b"PK\x03\x04\x14\x00\x06\x00", 1, ("a ZIP archive or an Office document",)),
    "control character": (b"format: planner/1\nname: Te\x07st\n", 2, ("U+0007", "control character")),
    "line separator of Unicode": ("format: planner/1\nname: a\u2028b\n".encode(), 2, ("U+2028",)),
    "tab as indentation": (b"format: planner/1\nsite:\n\tgates: []\n", 3, ("a tab", "spaces", "two spaces")),
    "tab after spaces": (b"format: planner/1\nsite:\n  gates:\n  \t- {id: G1}\n", 4, ("a tab", "spaces")),
    "a word": (b"park\n", 1, ("got park", "keys with values")),
    "a list": (b"- format: planner/1\n", 1, ("a list of 1", "keys with values")),
    "line without a colon": (b"format: planner/1\nname\n", 3, ("end every key with a colon",)),
    "two documents": (
        good_text().encode() + b"---\nname: Other\n",
        len(good_text().splitlines()) + 1,
        ("a second document", "one scenario"),
    ),
    "bracket not closed": (
        b"format: planner/1\nstandards: [cbep\nname: x\n",
        3,
        ("valid YAML", "`]`", "line 2"),
    ),
    "brace not closed": (b"format: planner/1\nweights: {a: 1\nname: [\n", 3, ("valid YAML",)),
    "quotes not closed": (
        b'format: planner/1\nname: "Park\nbase_type: park\n',
        4,
        ("close the quotes", "line 2"),
    ),
    "colon in text": (b"format: planner/1\nname: Park: north\n", 2, ("valid YAML", "into quotes")),
    "wrong indentation": (
        b"format: planner/1\nsite:\n  gates: []\n boundary: []\n",
        4,
        ("same indentation",),
    ),
    "key without a value sign": (b"format: planner/1\nname Park\nbase_type: park\n", 3, ("colon",)),
    "full-width colon": (
        "format: planner/1\nname：园区\nbase_type: park\n".encode(),
        2,
        ("full-width ：", "by :"),
    ),
    "full-width comma": (
        "format: planner/1\nstandards: [cbep，\nname: x\n".encode(),
        2,
        ("full-width ，", "by ,"),
    ),
    "text that begins with @": (b"format: planner/1\nname: @park\n", 2, ("into quotes",)),
    "backslash in double quotes": (b'format: planner/1\nname: "C:\\park"\n', 2, ("backslash",)),
    "alias of nothing": (
        b"format: planner/1\nname: *park\n",
        2,
        ("*park", "an anchor defined above", "quote"),
    ),
    "alias of itself": (b"format: planner/1\nsite: &s {gates: [*s]}\n", 2, ("*s", "outside its own anchor")),
    "nesting without end": (b"format: planner/1\nname: " + b"[" * 200_000, 2, ("nesting deeper than 32",)),
    "dashes without end": (b"- " * 200_000, 1, ("nesting deeper than 32",)),
    "nesting through aliases": (
        b"a0: &a0 [1]\n" + b"".join(b"a%d: &a%d [*a%d]\n" % (i, i, i - 1) for i in range(1, 100)),
        32,
        ("nesting deeper than 32",),
    ),
    "alias bomb": (
        b"a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 9)) for i in range(1, 12)),
        7,
        ("more than 2,000,000 values", "aliases of aliases"),
    ),
    "aliases without end": (
        b"a: &a 1\nb: [" + b"*a, " * 10_001 + b"]\n",
        2,
        ("more than 10,000 aliases", "write the values out"),
    ),
    "values without end": (b"a: [" + b"1," * 2_000_001 + b"]\n", 1, ("more than 2,000,000 values",)),
}


LONG = "values without end"


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name == LONG else []) for name in BYTES]
)
def test_bytes_that_are_no_scenario(name: str) -> None:
    data, line, says = BYTES[name]
    start = time.process_time()
    problems = problems_of(data)
    assert time.process_time() - start < (60 if name == LONG else 20)
    assert len(problems) == 1, problems
    _complete(problems[0], line, says)


def _complete(problem: Problem, line: int | None, says: tuple[str, ...]) -> None:
    assert problem.line == line, problem
    assert problem.expected
    assert problem.remedy
    for part in says:
        assert part in str(problem), problem


PASSAGES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "tag": (
        "name: Test park",
        "name: !!python/object:os.system Test park",
        "!!python",
        ("the tag", "delete the tag"),
    ),
    "merge key": (
        "weights: {cny_per_person_km: 3}",
        "weights: {<<: {cny_per_person_km: 3}}",
        "<<",
        ("no merge keys",),
    ),
    "list as a key": (
        "weights: {",
        "[1, 2]: 3\nweights: {",
        "[1, 2]: 3",
        ("a list as a key", "a name as a key"),
    ),
    "mapping as a key": ("weights: {", "{a: 1}: 3\nweights: {", "{a: 1}: 3", ("a mapping as a key",)),
    "key without a name": ("weights: {", "? \n: 3\nweights: {", "?", ("one of the keys",)),
    "invisible character in a key": (
        "weights: {",
        "\u200bweights: {",
        "weights",
        ("\\u200bweights", "did you mean weights?"),
    ),
    "full-width colon after a key": ("base_type: park", "base_type：park: 1", "base_type", ("full-width",)),
}


@pytest.mark.parametrize("name", PASSAGES)
def test_yaml_that_is_no_scenario(name: str) -> None:
    old, new, line, says = PASSAGES[name]
    text = broken((old, new))
    problems = problems_of(text)
    assert len(problems) == 1, problems
    assert problems[0].line is not None
    assert line in text.splitlines()[problems[0].line - 1]
    _complete(problems[0], problems[0].line, says)


def _refused(path: Path) -> Problem:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert isinstance(caught.value, UsageError)
    assert caught.value.exit_code == 2
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    assert problem.expected
    assert problem.remedy
    return problem


def test_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "park.yaml").write_text(good_text(), "utf-8")
    problem = _refused(tmp_path / "prak.yaml")
    assert "no such file" in problem.value
    assert problem.remedy == f"did you mean {tmp_path / 'park.yaml'}?"


def test_missing_file_in_an_empty_folder(tmp_path: Path) -> None:
    assert "planner init" in _refused(tmp_path / "park.yaml").remedy


def test_missing_folder(tmp_path: Path) -> None:
    assert "there is no folder" in _refused(tmp_path / "nowhere" / "park.yaml").remedy


def test_folder_instead_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "park.yaml").write_text(good_text(), "utf-8")
    problem = _refused(tmp_path)
    assert problem.value == "a folder"
    assert str(tmp_path / "park.yaml") in problem.remedy


def test_path_that_no_system_accepts() -> None:
    assert "check the path" in _refused(Path("park\0.yaml")).remedy


def test_file_without_read_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "park.yaml"
    path.write_text(good_text(), "utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    assert "read permission" in _refused(path).value


def test_file_of_50_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "park.yaml"
    path.write_bytes(b"# " + b"x" * (50 * 2**20))
    problem = _refused(path)
    assert problem.value == "a file of 50.0 MB"
    assert "at most 16 MB" in problem.expected


def test_endless_device_is_not_read_to_its_end() -> None:
    assert "MB" in _refused(Path("/dev/zero")).value


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + good_text().encode(),
        good_text().replace("\n", "\r\n").encode(),
        good_text().replace("name: Test park", "name:\tTest park").encode(),
        b"%YAML 1.2\n---\n" + good_text().encode() + b"...\n",
        good_text().replace("name_zh: 测试园区", r'name_zh: "\u6d4b\u8bd5\u56ed\u533a"').encode(),
    ],
    ids=["byte order mark", "Windows line ends", "tab after a colon", "directive and end", "escapes"],
)
def test_other_ways_to_write_the_same_file(data: bytes) -> None:
    assert parse_scenario(data, "park.yaml").name_zh == "测试园区"
