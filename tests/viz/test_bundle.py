from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from PIL import Image
from shapely.geometry import Point

from planner.errors import UsageError
from planner.model import Layout, Scenario
from viz import draw_bundle
from viz.bundle import NONE_FAILS, Lang, picture_tasks, plan_stem
from viz.failing import FailedPlace, Failures
from viz.ink import Sheet


@pytest.fixture
def small(scenario: Scenario, layout: Layout) -> tuple[Scenario, Layout]:
    """The lodge and the old tower: three storeys."""
    return replace(scenario, buildings=tuple(b for b in scenario.buildings if b.id in "DF")), layout


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_every_picture_in_every_format_and_nothing_else(
    small: tuple[Scenario, Layout], tmp_path: Path
) -> None:
    paths = draw_bundle(*small, tmp_path, lang="en", jobs=1)
    stems = ["plan-D-1F", "plan-F-1F", "plan-F-2F", "site", "stacking"]
    assert [path.name for path in paths] == [f"{stem}.{fmt}" for stem in stems for fmt in ("png", "svg")]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in paths)
    with Image.open(tmp_path / "site.png") as image:
        assert image.size == (2480, 1753)  # A3 at 150 dpi
        assert "date" not in " ".join(str(key) for key in image.info).lower()


def test_same_bytes_in_one_process_in_two_and_under_another_hash_seed(
    park: tuple[Scenario, Layout], tmp_path: Path
) -> None:
    scenario = replace(park[0], buildings=tuple(b for b in park[0].buildings if b.id in "ADEF"))
    alone, spread = tmp_path / "alone", tmp_path / "spread"
    for folder, jobs in ((alone, 1), (spread, 2)):
        folder.mkdir()
        draw_bundle(scenario, park[1], folder, jobs=jobs)
    assert hashes(alone) == hashes(spread)
    code = (
        "import hashlib; from dataclasses import replace; from tests.viz import samples;"
        "from viz.bundle import draw_picture, Task; from viz.stamp import Stamps;"
        "park, layout = samples.park();"
        "park = replace(park, buildings=tuple(b for b in park.buildings if b.id in 'ADEF'));"
        "sheet = draw_picture(park, layout, Task('plan-A-1F', 'plan', 'A/1F'), 'zh');"
        "given = (park.name + ' plan-A-1F', Stamps(park, layout, 'zh').of('plan', 'A/1F', ()));"
        "print(*(hashlib.sha256(sheet.bytes(fmt, *given)).hexdigest() for fmt in ('png', 'svg')))"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(root)}
    again = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root, env=environment
    )
    names = hashes(alone)
    assert again.stdout.split() == [names["plan-A-1F.png"], names["plan-A-1F.svg"]]


def test_svg_carries_no_date_and_its_room_labels_can_be_found(
    park: tuple[Scenario, Layout], tmp_path: Path
) -> None:
    scenario = replace(park[0], buildings=tuple(b for b in park[0].buildings if b.id == "D"))
    draw_bundle(scenario, park[1], tmp_path, formats=("svg",), jobs=1)
    text = (tmp_path / "plan-D-1F.svg").read_text("utf-8")
    assert "dc:date" not in text
    assert 'id="label:D/1F/s01"' in text
    assert "微型消防站" in text


def test_a_drawing_that_fails_leaves_the_earlier_picture_whole(
    small: tuple[Scenario, Layout], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_bundle(*small, tmp_path, jobs=1)
    before = hashes(tmp_path)

    def broken(self: Sheet, fmt: str, title: str = "", stamp: str = "") -> bytes:
        raise MemoryError

    monkeypatch.setattr(Sheet, "bytes", broken)
    with pytest.raises(MemoryError):
        draw_bundle(*small, tmp_path, jobs=1)
    assert hashes(tmp_path) == before


def test_storeys_that_look_the_same_are_copied_and_others_drawn(
    small: tuple[Scenario, Layout], tmp_path: Path
) -> None:
    """One picture of the other bundle is marked, so that a copy shows; the layout differs on one storey."""
    scenario, layout = small
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    draw_bundle(scenario, layout, one, formats=("svg",), jobs=1)
    drawn = hashes(one)
    for name in ("plan-D-1F.svg", "plan-F-1F.svg", "site.svg"):
        mark(one / name)
    lane = replace(layout.roads[0], polygon=layout.roads[0].polygon.buffer(500))
    changed = replace(
        layout,
        roads=(lane, *layout.roads[1:]),
        storeys=tuple(
            replace(row, spaces=row.spaces[1:]) if row.storey == "D/1F" else row for row in layout.storeys
        ),
    )
    paths = draw_bundle(scenario, changed, other, formats=("svg",), jobs=1, like=[one])
    assert [path.name for path in paths] == list(
        dict.fromkeys(f"{task.stem}.svg" for task in picture_tasks(scenario))
    )
    assert marked(other / "plan-F-1F.svg")
    assert hashes(other)["plan-F-2F.svg"] == drawn["plan-F-2F.svg"]
    for name in ("plan-D-1F.svg", "site.svg"):
        assert not marked(other / name)
    # the site plan shows roads, lanes and what fails of them, whoever lies in the buildings
    kept = replace(changed, roads=layout.roads)
    draw_bundle(scenario, kept, other, formats=("svg",), jobs=1, kinds=["site"], like=[one])
    assert marked(other / "site.svg")


def test_pictures_are_copied_where_all_that_they_show_is_the_same(
    scenario: Scenario, layout: Layout, tmp_path: Path
) -> None:
    """Another wish, rent or flow changes no picture; a name, a language, a wall, a place that fails do."""
    scenario = replace(scenario, buildings=tuple(b for b in scenario.buildings if b.id in "AD"))
    one = tmp_path / "one"
    one.mkdir()
    options: dict[str, Any] = {"formats": ("svg",), "jobs": 1, "kinds": ("plan", "egress", "site")}
    draw_bundle(scenario, layout, one, lang="zh", **options)
    for file in one.iterdir():
        mark(file)
    shown = [row for row in layout.storeys if row.storey in {storey.id for storey in scenario.storeys}]
    who = next(space.tenant for row in shown for space in row.spaces if space.tenant)

    def copied(park: Scenario, *, lang: Lang = "zh", failures: Failures = NONE_FAILS) -> set[str]:
        other = tmp_path / "other"
        shutil.rmtree(other, ignore_errors=True)
        other.mkdir()
        draw_bundle(park, layout, other, lang=lang, failures=failures, like=[one], **options)
        return {file.stem for file in other.iterdir() if marked(file)}

    def with_tenant(**changes: Any) -> Scenario:
        rows = (replace(row, **changes) if row.id == who else row for row in scenario.tenants)
        return replace(scenario, tenants=tuple(rows), source="elsewhere", sha256="other", flows=())

    every = {file.stem for file in one.iterdir()}
    plans = {name for name in every if name.startswith("plan-")}
    cheaper = copied(with_tenant(rent_cny_m2_month=1.0, wished_area=1))
    assert cheaper >= plans | {"site"}
    renamed = copied(with_tenant(name="Other Trading", name_zh="另外贸易"))
    there = {row.storey for row in shown if any(space.tenant == who for space in row.spaces)}
    assert plans - renamed == {plan_stem(storey) for storey in there}
    assert "site" in renamed
    assert copied(scenario, lang="en") == set()
    thicker = replace(scenario.policies, interior_wall_mm=scenario.policies.interior_wall_mm + 40)
    assert copied(replace(scenario, policies=thicker)) == set()
    place = FailedPlace("CBEP-4.1.1", True, "road", "2 m", Point(0, 0))
    assert every - copied(scenario, failures={None: (place,)}) == {"site"}


def mark(file: Path) -> None:
    """A copy of it can be told from what was drawn."""
    file.write_text(file.read_text("utf-8") + "<!-- marked -->", "utf-8")


def marked(file: Path) -> bool:
    return file.read_text("utf-8").endswith("<!-- marked -->")


def test_a_folder_that_is_not_there_is_a_usage_error(small: tuple[Scenario, Layout], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="absent"):
        draw_bundle(*small, tmp_path / "absent", jobs=1)


def test_drawing_leaves_the_settings_of_matplotlib_alone(
    small: tuple[Scenario, Layout], tmp_path: Path
) -> None:
    before = dict(mpl.rcParams)
    draw_bundle(*small, tmp_path, formats=("svg",), jobs=1)
    assert dict(mpl.rcParams) == before


def test_file_names_are_safe_and_keep_chinese() -> None:
    assert plan_stem("A/1F") == "plan-A-1F"
    assert plan_stem("甲 栋/../x") == "plan-甲-栋-..-x"


def test_one_picture_per_storey_and_two_for_the_park(scenario: Scenario) -> None:
    assert len(picture_tasks(scenario)) == len(scenario.storeys) + 2


def test_importing_viz_draws_in_no_matplotlib_and_drawing_no_pyplot(tmp_path: Path) -> None:
    code = (
        "import sys, viz; assert 'matplotlib' not in sys.modules;"
        "import viz.plan, viz.site, viz.stacking; assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_evacuation_plans_are_drawn_where_the_fire_codes_are_in_force(
    small: tuple[Scenario, Layout], tmp_path: Path
) -> None:
    scenario = replace(small[0], standards=(*small[0].standards, "fire"))
    names = [path.name for path in draw_bundle(scenario, small[1], tmp_path, formats=("svg",), jobs=1)]
    storeys = ["D-1F", "F-1F", "F-2F"]
    expected = [f"plan-{id}.svg" for id in storeys] + [f"egress-{id}.svg" for id in storeys]
    assert names == [*expected, "site.svg", "stacking.svg"]


def test_some_pictures_alone(small: tuple[Scenario, Layout], tmp_path: Path) -> None:
    paths = draw_bundle(*small, tmp_path, formats=("png",), jobs=1, kinds=("egress", "site"))
    assert [path.name for path in paths] == [
        "egress-D-1F.png",
        "egress-F-1F.png",
        "egress-F-2F.png",
        "site.png",
    ]
