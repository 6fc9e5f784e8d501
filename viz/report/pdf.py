"""The report as PDF, for paper and for the file: A4, every clause with its subjects and pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, Literal
from xml.sax.saxutils import escape

from planner.check.compliance import STATUSES, STRENGTHS
from viz.report.base import Layer
from viz.report.content import Content, Section
from viz.report.pdf_style import (
    COLOURS,
    FONT,
    MM,
    cell,
    heading,
    plain_table,
    register_font,
    small,
    text,
    title,
)
from viz.report.pictures import Picture, State
from viz.report.words import WORDS

__all__ = ["pdf_report"]

Lang = Literal["zh", "en"]
Box = tuple[float, float, float, float]
Flowables = Iterator[Any]

WIDTH = 178 * MM
MARGIN = 16 * MM
MOST: Mapping[State, int] = {"fail": 20, "undecided": 8, "pass": 6}
SHOWN_EXCERPTS, SHOWN_OVERVIEWS = 3, 4
FLOW_WIDTHS = ((60, 60, 28, 30), (22, 16, 20, 34, 16, 30, 24, 16))
"""Of the columns of the two tables of flows, mm."""
LONGEST_NAME, LONGEST_TOLD, LONGEST_NUMBER = 60, 46, 24


def pdf_report(
    content: Content,
    pictures: Mapping[str, tuple[Sequence[Picture], Sequence[Picture]]],
    layers: dict[str | None, tuple[Layer, ...]],
    boxes: dict[str | None, Box],
    lang: Lang,
) -> bytes:
    """The bytes of the PDF; the same for the same certificate. Headings are in ``lang``, texts in both."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    register_font()
    stream = BytesIO()
    name = content.name_zh if lang == "zh" else content.name
    document = _with_outline(SimpleDocTemplate)(
        stream,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 4 * MM,
        title=f"{name}: {_word('title', lang)}",
        author=content.statement["program"]["name"],
        invariant=1,
    )
    story = [*_front(content, lang)]
    for section in content.sections:
        story += _section(section, *pictures[section.clause.id], layers, boxes, lang)
    foot = _footer(content, name, lang)
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return stream.getvalue()


def _with_outline(template: Any) -> Any:
    """The template with an entry in the reader's table of contents for each clause."""

    class Outlined(template):  # type: ignore[misc]  # the library has no types
        """Notes where each clause begins."""

        def afterFlowable(self, flowable: Any) -> None:  # noqa: N802  # the library's name
            """Called for everything that was placed."""
            entry = getattr(flowable, "outline_entry", None)
            if entry:
                self.canv.bookmarkPage(entry)
                self.canv.addOutlineEntry(entry, entry, level=0)

    return Outlined


def _word(key: str, lang: Lang, **values: object) -> str:
    return WORDS[key][lang == "en"].format(**values)


def _footer(content: Content, name: str, lang: Lang) -> Any:
    shown = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
    mark = content.statement["sha256"][:16]

    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 7.5)
        canvas.setFillColor(COLOURS["soft"])
        canvas.drawString(MARGIN, 9 * MM, f"{shown}   {mark}")
        canvas.drawRightString(MARGIN + WIDTH, 9 * MM, _word("page", lang, n=document.page))
        canvas.restoreState()

    return draw


# ---------------------------------------------------------------- the first page


def _front(content: Content, lang: Lang) -> Flowables:
    from reportlab.platypus import Spacer

    yield title(_word("title", lang))
    yield text(f"{content.name_zh} / {content.name}" if content.name != content.name_zh else content.name)
    yield Spacer(0, 3 * MM)
    yield _banner(content, lang)
    yield heading(_word("summary", lang))
    head = [_word("strength", lang), *(_word(status, lang) for status in STATUSES)]
    rows = [
        [_word(strength, lang), *(str(content.counts[strength][status]) for status in STATUSES)]
        for strength in STRENGTHS
    ]
    yield plain_table([head, *rows], [58 * MM, *[30 * MM] * 4], right=(1, 2, 3, 4))
    if content.cautions:
        yield heading(_word("cautions", lang))
        for pair in content.cautions:
            yield text(pair[int(lang == "en")])
    yield from _flow_tables(content, lang)
    yield heading(_word("inputs", lang))
    yield _inputs(content, lang)
    yield heading(_word("clauses", lang))


def _flow_tables(content: Content, lang: Lang) -> Flowables:
    """What flows cost, and what moving somebody would change."""
    told = content.flows
    if told is None:
        return
    at = int(lang == "en")
    yield heading(_word("flows", lang))
    for line in told.summary:
        yield text(line[at])
    for name, head, rows, widths in zip(told.titles, told.heads, told.tables, FLOW_WIDTHS, strict=True):
        if rows:
            numbers = tuple(k for k, pair in enumerate(head) if pair[1] in ("m", "CNY a year", "change"))
            yield small(name[at])
            cells = [[pair[at] for pair in row] for row in (head, *rows)]
            yield plain_table(cells, [width * MM for width in widths], right=numbers)


def _banner(content: Content, lang: Lang) -> Any:
    from reportlab.platypus import Table

    words = _word("none_fails" if content.counts["mandatory"]["undecided"] else "passed", lang)
    if not content.passed:
        words = f"{_word('failed', lang)}: {', '.join(content.failed)}"
    colour = COLOURS["pass" if content.passed else "fail"]
    table = Table([[text(words)]], [WIDTH])
    table.setStyle(
        [("LINEBEFORE", (0, 0), (0, 0), 4, colour), ("BACKGROUND", (0, 0), (-1, -1), COLOURS["tint"])]
    )
    return table


def _inputs(content: Content, lang: Lang) -> Any:
    statement = content.statement
    head = [_word(key, lang) for key in ("role", "file", "version", "hash")]
    rows = [
        [_word(row["role"], lang), row["id"], row["version"], row["sha256"]] for row in statement["inputs"]
    ]
    rows.append([_word("verdicts_hash", lang), "", "", statement["verdicts_sha256"]])
    rows.append([_word("statement", lang), "", "", statement["sha256"]])
    program = f"{statement['program']['name']} {statement['program']['version']}"
    rows.append([_word("program", lang), program, "", ""])
    return plain_table([head, *rows], [32 * MM, 50 * MM, 16 * MM, 80 * MM])


# ---------------------------------------------------------------- a clause


def _section(
    section: Section,
    overviews: Sequence[Picture],
    excerpts: Sequence[Picture],
    layers: dict[str | None, tuple[Layer, ...]],
    boxes: dict[str | None, Box],
    lang: Lang,
) -> Flowables:
    from reportlab.platypus import CondPageBreak, KeepTogether, Spacer

    clause = section.clause
    yield CondPageBreak(40 * MM)
    head = [_head(section, lang), text(clause.zh), text(clause.en)]
    if clause.note:
        head.append(small(clause.note))
    measures = f"{_word('by', lang)}: {_word(clause.by, lang)}. {clause.kind}: {section.measures}"
    if section.params:
        measures += f" {_word('params', lang)}: {'; '.join(section.params)}"
    yield KeepTogether([*head, small(measures), Spacer(0, 1 * MM)])
    yield from _findings(section, lang)
    if section.price[1]:
        yield small(f"{_word('objective', lang)}: {section.price[lang == 'en']}")
    if section.readings:
        told = "; ".join(pair[lang == "en"] for pair in section.readings)
        yield small(f"{_word('readings', lang)}: {told}")
    yield from _pictures(overviews, excerpts, layers, boxes, lang)
    yield Spacer(0, 5 * MM)


def _head(section: Section, lang: Lang) -> Any:
    from reportlab.platypus import Table

    clause, status = section.clause, section.verdict.status
    worst = section.worst
    at = int(lang == "en")
    told = f"{worst.measured[at]} ({worst.limit[at]})" if worst else ""
    row = [
        cell(_word(status, lang), colour="white"),
        cell(clause.id, size=10),
        cell(_word(clause.strength, lang)),
        cell(told if len(told) <= LONGEST_TOLD else "", right=True),
    ]
    table = Table([row], [22 * MM, 52 * MM, 26 * MM, 78 * MM])
    table.setStyle(
        [
            ("BACKGROUND", (0, 0), (0, 0), COLOURS[status]),
            ("BACKGROUND", (1, 0), (-1, 0), COLOURS["tint"]),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ]
    )
    table.outline_entry = clause.id
    return table


def _findings(section: Section, lang: Lang) -> Flowables:
    if not section.rows:
        yield small(_word("none", lang))
        return
    shown = section.first(MOST)
    head = [_word(key, lang) for key in ("subject", "measured", "limit", "margin", "status")]
    at = int(lang == "en")
    rows = [
        [row.subject, row.measured[at], row.limit[at], row.margin[at], _word(row.state, lang)]
        for row in shown
    ]
    states = {(4, number): COLOURS[row.state] for number, row in enumerate(shown, 1)}
    wordy = any(len(row[1]) > LONGEST_NUMBER for row in rows)  # documents and hashes need room
    widths = [w * MM for w in ((44, 62, 36, 18, 18) if wordy else (60, 38, 38, 24, 18))]
    yield plain_table([head, *rows], widths, right=(3,) if wordy else (1, 2, 3), colours=states)
    if len(section.rows) > len(shown):
        yield small(_word("more", lang, n=len(section.rows) - len(shown)))


def _pictures(
    overviews: Sequence[Picture],
    excerpts: Sequence[Picture],
    layers: dict[str | None, tuple[Layer, ...]],
    boxes: dict[str | None, Box],
    lang: Lang,
) -> Flowables:
    close = [(picture, f"{_word('excerpt', lang)}: {picture.label}") for picture in excerpts[:SHOWN_EXCERPTS]]
    whole = [(picture, picture.storey or _word("site", lang)) for picture in overviews]
    if len(close) == 1:  # beside the whole storeys, to save paper
        shown = SHOWN_OVERVIEWS - 1
        yield _row_of_pictures([*close, *whole[:shown]], SHOWN_OVERVIEWS, layers, boxes)
    else:
        shown = SHOWN_OVERVIEWS
        for group, columns in ((close, SHOWN_EXCERPTS), (whole[:shown], SHOWN_OVERVIEWS)):
            if group:
                yield _row_of_pictures(group, columns, layers, boxes)
    rest = [caption for _, caption in whole[shown:]]
    if rest:
        yield small(f"{_word('also', lang)}: {', '.join(rest)}")


def _row_of_pictures(
    group: Sequence[tuple[Picture, str]],
    columns: int,
    layers: dict[str | None, tuple[Layer, ...]],
    boxes: dict[str | None, Box],
) -> Any:
    from reportlab.platypus import Table

    from viz.report.pdf_plan import plan

    width = WIDTH / columns
    cells: list[Any] = [
        [plan(picture, layers, boxes, width - 3 * MM), small(escape(caption, {}))]
        for picture, caption in group
    ]
    table = Table([[*cells, *[""] * (columns - len(cells))]], [width] * columns, hAlign="LEFT")
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    return table
