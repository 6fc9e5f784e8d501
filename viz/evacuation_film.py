"""Films of an evacuation: people as dots on the plan, GIF or MP4."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from shapely.geometry import MultiPoint

from planner.simulate.evacuation.run import FILM
from planner.simulate.results import need
from viz.evacuation import pale_plan, slug, storeys_shown
from viz.frame import Box
from viz.ink import PNG_DPI
from viz.labels import Lang
from viz.plan import Setout

if TYPE_CHECKING:
    from planner.simulate.evacuation.study import Study

__all__ = ["frames_of", "save_films"]

Film = Literal["gif", "mp4"]
WIDTH = 960
"""Pixels across, at most."""
MOST = {"gif": 240, "mp4": 2400}
"""So many frames at most; longer runs leave frames out."""
AROUND = 4.0
"""Paper round the storey, mm."""
PLAYED = 10
"""Frames a second of the film: five seconds of the run in one of the film."""
COLOURS = 32
"""Of a GIF."""
DOT = (200, 40, 30)


def save_films(folder: Path, found: Study, stem: str, lang: Lang, formats: Sequence[Film]) -> list[Path]:
    """``<stem>-<storey>.gif`` or ``.mp4`` of the first run of every storey, whole or not at all."""
    imageio = need("imageio.v3", "imageio")
    if "mp4" in formats:
        need("imageio_ffmpeg", "imageio-ffmpeg")
    written = []
    for outcome, storey in storeys_shown(found):
        positions = next((run.film[storey] for run in outcome.runs if run.film.get(storey)), ())
        if not positions:
            continue
        given = pale_plan(found, storey, lang)
        for fmt in formats:
            path = folder / f"{stem}-{slug(storey)}.{fmt}"
            every = max(1, -(-len(positions) // MOST[fmt]))
            frames = frames_of(given, positions, every)
            part = folder / f".{path.stem}.{os.getpid()}.{fmt}"
            try:
                _save(imageio, part, frames, fmt)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
            written.append(path)
    return written


def _save(imageio: Any, path: Path, frames: list[NDArray[np.uint8]], fmt: Film) -> None:
    if fmt == "gif":
        pictures = [Image.fromarray(frame) for frame in frames]
        first, none = pictures[0].quantize(COLOURS), Image.Dither.NONE
        rest = [picture.quantize(palette=first, dither=none) for picture in pictures[1:]]
        first.save(path, save_all=True, append_images=rest, duration=1000 // PLAYED, loop=0)
    else:
        imageio.imwrite(path, frames, fps=PLAYED, codec="libx264", macro_block_size=2)


def frames_of(
    given: Setout, positions: Sequence[NDArray[np.float64]], every: int = 1
) -> list[NDArray[np.uint8]]:
    """The plan with people on it, one picture each ``every`` frames."""
    base, scale, left, top = _base(given)
    radius = max(1.6, 180 / given.scene.frame.scale * scale)
    pictures = []
    for number in range(0, len(positions), every):
        picture = base.copy()
        pen = ImageDraw.Draw(picture)
        spots = positions[number]
        if len(spots):
            paper = given.scene.frame.place(MultiPoint(spots * 1000))
            for point in paper.geoms:
                x, y = (point.x - left) * scale, (top - point.y) * scale
                pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=DOT)
        pen.rectangle((0, 0, 150, 16), fill=(255, 255, 255))
        pen.text((4, 2), f"{number * FILM:6.1f} s   n = {len(spots)}", fill=(20, 20, 20))
        pictures.append(np.asarray(picture))
    return pictures


def _base(given: Setout) -> tuple[Image.Image, float, float, float]:
    """The plan as pixels, pixels a millimetre of paper, and the paper's left and top."""
    outline = given.scene.frame.place(given.scene.storey.outline)
    west, south, east, north = outline.buffer(AROUND).bounds
    field = Box(west, south, east, north)
    whole = Image.open(io.BytesIO(given.sheet.bytes("png"))).convert("RGB")
    dots = PNG_DPI / 25.4
    area = (field.left, given.sheet.height - field.top, field.right, given.sheet.height - field.bottom)
    cut = whole.crop(tuple(round(value * dots) for value in area))  # type: ignore[arg-type]  # four of them
    share = min(1.0, WIDTH / cut.width)
    size = round(cut.width * share) // 2 * 2, round(cut.height * share) // 2 * 2
    return cut.resize(size, Image.Resampling.LANCZOS), size[0] / field.width, field.left, field.top
