"""The report for investors on A4: what the page says, in one language, with every storey's plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from planner.check.compliance import STATUSES, STRENGTHS
from planner.compare.table import Comparison
from viz.labels import Lang
from viz.presentation.charts import Chart
from viz.presentation.compared import measure_rows, told_clauses
from viz.presentation.content import Content
from viz.presentation.figures import Card, Pair, Row, figure_text
from viz.presentation.pdf_drawing import bar, drawing, swatch
from viz.report.content import Section
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
from viz.report.words import WORDS

__all__ = ["presentation_pdf"]

Flowables = Iterator[Any]
WIDTH, MARGIN = 180 * MM, 15 * MM
SITE_HEIGHT, PLAN_HEIGHT = 205 * MM, 66 * MM
MOST_BARS = 400
LONGEST = 60
"""Characters of a measured value that a row of the clauses has room for."""


def presentation_pdf(contents: Sequence[Content], comparison: Comparison | None, lang: Lang) -> bytes:
    """The bytes of the PDF; the same for the same results."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import PageBreak, SimpleDocTemplate

    register_font()
    stream = BytesIO()
    name = contents[0].names[lang == "en"]
    document = SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 3 * MM,
        title=f"{name}: {_say(('空间规划方案报告', 'space plan'), lang)}",
        author=contents[0].program,
        invariant=1,
    )
    story: list[Any] = []
    for number, content in enumerate(contents):
        if number:
            story.append(PageBreak())
        story += _layout(content, lang, alone=len(contents) == 1)
    if comparison is not None:
        story += [PageBreak(), *_alternatives(comparison, lang)]
    foot = _footer(name, contents[0].program, lang)
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return stream.getvalue()


def _say(pair: Pair, lang: Lang) -> str:
    return pair[lang == "en"]


def _word(key: str, lang: Lang) -> str:
    return WORDS[key][lang == "en"]


def _footer(name: str, program: str, lang: Lang) -> Any:
    from viz.presentation.pdf_drawing import plain

    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 7.5)
        canvas.setFillColor(COLOURS["soft"])
        canvas.drawString(MARGIN, 9 * MM, plain(f"{name[:70]}   {program}"))
        canvas.drawRightString(MARGIN + WIDTH, 9 * MM, WORDS["page"][lang == "en"].format(n=document.page))
        canvas.restoreState()

    return draw


def _layout(content: Content, lang: Lang, *, alone: bool) -> Flowables:
    from reportlab.platypus import PageBreak, Spacer

    yield title(_say(content.names, lang))
    kind = _say(("空间规划方案报告", "Space plan: report for investors"), lang)
    yield text(kind if alone else f"{kind} · {content.name}")
    yield Spacer(0, 3 * MM)
    yield _cards(content.figures.cards, lang)
    yield from _tables(content, lang)
    yield PageBreak()
    yield from _plans(content, lang)
    yield from _stacking(content, lang)
    yield from _clauses(content, lang)
    for chart in content.charts:
        yield from _chart(chart, lang)
    yield from _risks(content, lang)


# ---------------------------------------------------------------- figures


def _cards(cards: Sequence[Card], lang: Lang) -> Any:
    from reportlab.platypus import Table

    tones = {"good": "pass", "bad": "fail", "": "ink"}
    boxes = [
        [
            cell(_say(card.name, lang), size=8, colour="soft"),
            cell(_say(card.value, lang), size=14, colour=tones[card.tone]),
            *(small(_say(note, lang)) for note in card.notes),
        ]
        for card in cards
    ]
    rows = [boxes[at : at + 3] for at in range(0, len(boxes), 3)]
    table = Table([[*row, *[""] * (3 - len(row))] for row in rows], [WIDTH / 3] * 3)
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, -1), COLOURS["tint"]),
            ("INNERGRID", (0, 0), (-1, -1), 4, COLOURS["white"]),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ]
    )
    return table


def _tables(content: Content, lang: Lang) -> Flowables:
    figures = content.figures
    yield heading(_say(("面积，按计算口径", "Areas by basis"), lang))
    head: list[Pair] = [("", ""), ("口径", "basis"), ("m²", "m²"), ("占建筑面积", "of gross")]
    yield _rows(head, figures.areas, (52, 80, 24, 24), (2, 3), lang)
    yield heading(_say(("各栋建筑", "Buildings"), lang))
    head = [
        ("建筑", "building"),
        ("层数", "storeys"),
        ("建筑面积 m²", "gross m²"),
        ("净面积 m²", "net m²"),
        ("可租 m²", "lettable m²"),
        ("已安排", "let"),
    ]
    yield _rows(head, figures.buildings, (66, 18, 26, 26, 26, 18), (1, 2, 3, 4, 5), lang)
    yield heading(_say(("年价值的组成（元）", "What the value is made of, CNY a year"), lang))
    yield _rows([("项目", "term"), ("元/年", "CNY a year")], figures.value, (80, 40), (1,), lang)
    if figures.unmet:
        yield heading(_say(("未完全满足的面积意愿", "Wishes not met in full"), lang))
        head = [("对象", "who"), ("期望 m²", "wished m²"), ("已给 m²", "given m²"), ("原因", "why")]
        yield _rows(head, figures.unmet, (50, 22, 22, 86), (1, 2), lang)
    yield heading(_say(("余量最小的条文", "Clauses with the least margin"), lang))
    head = [
        ("条文", "clause"),
        ("内容", "text"),
        ("实测", "measured"),
        ("限值", "limit"),
        ("余量", "margin"),
    ]
    yield _rows(head, figures.margins, (34, 74, 24, 26, 22), (2, 3, 4), lang)


def _rows(
    head: Sequence[Pair], rows: Sequence[Row], widths: Sequence[int], right: Sequence[int], lang: Lang
) -> Any:
    cells = [[_say(pair, lang) for pair in head]]
    for row in rows:
        values = [_say(pair, lang) for pair in (row.name, *row.cells)]
        cells.append([figure_text(value) if at in right else value for at, value in enumerate(values)])
    return plain_table(cells, [width * MM for width in widths], right=tuple(right))


# ---------------------------------------------------------------- plans and stacks


def _plans(content: Content, lang: Lang) -> Flowables:
    from reportlab.platypus import KeepTogether, PageBreak, Table

    site, *storeys = content.drawn
    yield KeepTogether([heading(_say(site.title, lang)), drawing(site, lang, WIDTH, SITE_HEIGHT)])
    yield PageBreak()
    yield heading(_say(("楼层平面", "Storeys"), lang))
    half = WIDTH / 2
    for at in range(0, len(storeys), 2):
        pair = storeys[at : at + 2]
        cells = [
            [
                drawing(shown, lang, half - 5 * MM, PLAN_HEIGHT),
                small(_caption(content, at + offset + 1, lang)),
            ]
            for offset, shown in enumerate(pair)
        ]
        table = Table([[*cells, *[""] * (2 - len(cells))]], [half] * 2, hAlign="LEFT")
        table.setStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
        yield table


def _caption(content: Content, number: int, lang: Lang) -> str:
    picture = content.drawings[number]
    return f"{_say(picture.title, lang)}   {_say(picture.about, lang)}"


def _stacking(content: Content, lang: Lang) -> Flowables:
    from reportlab.platypus import KeepTogether, PageBreak, Table

    yield PageBreak()
    yield heading(_say(("楼层分布图", "Stacking plan"), lang))
    yield _legend(content.stack_legend, lang)
    for tower in content.towers:
        wide = WIDTH - 34 * MM
        rows = [
            [
                cell(row.name, size=7.5),
                bar(row.parts, lang, wide, whole=row.whole),
                cell(f"{row.gross:,.0f} m²", size=7.5, right=True),
            ]
            for row in tower.rows
        ]
        table = Table(rows, [14 * MM, wide + 2, 20 * MM - 2], hAlign="LEFT")
        table.setStyle(_TIGHT)
        yield KeepTogether([text(_say(tower.name, lang)), table])


_TIGHT = [
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("TOPPADDING", (0, 0), (-1, -1), 0.8),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0.8),
    ("LEFTPADDING", (0, 0), (-1, -1), 1),
    ("RIGHTPADDING", (0, 0), (-1, -1), 1),
]


def _legend(entries: Sequence[tuple[str, Pair]], lang: Lang) -> Any:
    from reportlab.platypus import Table

    columns = 4
    cells: list[Any] = []
    for colour, name in entries:
        cells += [swatch(colour), cell(_say(name, lang), size=7.5)]
    cells += [""] * (-len(cells) % (2 * columns))
    rows = [cells[at : at + 2 * columns] for at in range(0, len(cells), 2 * columns)] or [[""]]
    each = WIDTH / columns
    table = Table(rows, [12, each - 12] * columns if len(rows[0]) > 1 else [WIDTH], hAlign="LEFT")
    table.setStyle(_TIGHT)
    return table


def _chart(chart: Chart, lang: Lang) -> Flowables:
    from reportlab.platypus import CondPageBreak, Table

    if not chart.bars:
        return
    yield CondPageBreak(60 * MM)
    yield heading(_say(chart.title, lang))
    yield small(_say(chart.about, lang))
    if chart.legend:
        yield _legend(chart.legend, lang)
    wide = WIDTH - 96 * MM
    rows = []
    for shown in chart.bars[:MOST_BARS]:
        name = " ".join(part for part in (_say(shown.name, lang), _say(shown.note, lang)) if part)
        drawn = bar(shown.parts, lang, wide, mark=shown.mark)
        rows.append([cell(name, size=7.5), drawn, cell(shown.value, size=7.5, right=True)])
    table = Table(rows, [64 * MM, wide + 2, 32 * MM - 2], hAlign="LEFT")
    table.setStyle(_TIGHT)
    yield table


# ---------------------------------------------------------------- clauses, alternatives, risks


def _clauses(content: Content, lang: Lang) -> Flowables:
    from reportlab.platypus import PageBreak

    yield PageBreak()
    yield heading(_say(("标准条文", "Clauses of the standards"), lang))
    head = [_word("strength", lang), *(_word(status, lang) for status in STATUSES)]
    rows = [
        [_word(key, lang), *(str(content.counts[key][status]) for status in STATUSES)] for key in STRENGTHS
    ]
    yield plain_table([head, *rows], [40 * MM, *[24 * MM] * 4], right=(1, 2, 3, 4))
    head = [_word(key, lang) for key in ("status", "clause")]
    head += [
        _say(("内容", "text"), lang),
        f"{_word('measured', lang)} ({_word('limit', lang)})",
        _word("margin", lang),
    ]
    cells = [_clause(section, lang) for section in content.clauses]
    colours = {(0, at): COLOURS[s.verdict.status] for at, s in enumerate(content.clauses, 1)}
    yield small(" ")
    widths = [width * MM for width in (18, 36, 72, 36, 18)]
    yield plain_table([head, *cells], widths, right=(3, 4), colours=colours)


def _clause(section: Section, lang: Lang) -> list[str]:
    worst, clause, at = section.worst, section.clause, int(lang == "en")
    told = margin = ""
    if worst is not None:
        told = f"{figure_text(worst.measured[at])} ({figure_text(worst.limit[at])})"
        margin = figure_text(worst.margin[at])
    words = (clause.zh, clause.en)[at]
    status = _word(section.verdict.status, lang)
    return [status, clause.id, words, told if len(told) <= LONGEST else "", margin]


def _alternatives(found: Comparison, lang: Lang) -> Flowables:
    yield heading(_say(("方案比较", "Alternatives side by side"), lang))
    names = [plan.name for plan in found.plans]
    head = [_say(("指标", "measure"), lang), _say(("单位", "unit"), lang), *names]
    rows = []
    for row in measure_rows(found):
        if row.group:
            rows.append([_say(row.group, lang), "", *[""] * len(names)])
        texts = [f"{value}*" if at in row.best else value for at, value in enumerate(row.texts)]
        rows.append([f"   {_say(row.name, lang)}", _say(row.unit, lang), *texts])
    each = (WIDTH - 78 * MM) / len(names)
    columns = tuple(range(2, 2 + len(names)))
    yield plain_table([head, *rows], [60 * MM, 18 * MM, *[each] * len(names)], right=columns)
    yield small(_say(("* 该行最优", "* the best of its row"), lang))
    yield heading(_say(("结论不同的条文", "Clauses with another verdict or margin"), lang))
    told = [
        [
            id,
            *(
                f"{_word(status, lang)} {figure_text(_say(margin, lang))}" if status else "–"
                for status, margin in cells
            ),
        ]
        for id, cells in told_clauses(found)
    ]
    width = (WIDTH - 48 * MM) / len(names)
    yield plain_table([[_word("clause", lang), *names], *told], [48 * MM, *[width] * len(names)])


def _risks(content: Content, lang: Lang) -> Flowables:
    yield heading(_say(("风险与模拟", "Risks from simulations"), lang))
    if not content.risks:
        yield text(_say(("未对该布局运行模拟。", "No simulation has been run on this layout."), lang))
    for risk in content.risks:
        yield text(f"{_say(risk.title, lang)} ({risk.file})")
        if risk.stale:
            stale = ("该模拟针对另一版布局，不在此列出。", "Simulated on another layout, and not told here.")
            yield small(_say(stale, lang))
        for name, rows in risk.groups:
            cells = [[_say(name, lang), ""], *([_say(key, lang), _say(value, lang)] for key, value in rows)]
            yield plain_table(cells, [90 * MM, 60 * MM], right=(1,))
    for pair in content.cautions:
        yield text(_say(pair, lang))
    yield heading(_say(("依据与可信度", "What this rests on"), lang))
    for line in content.proven:
        yield text(_say(line, lang))
    cells = [["", ""], *([_say(name, lang), value] for name, value in content.sources)]
    yield plain_table(cells, [52 * MM, 128 * MM])
