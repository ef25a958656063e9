"""A chart that can be written to files, and what can be said of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ..errors import refuse
from ..host import write_file
from .chart import SMALL, Measured, measured
from .model.sections import MOST, Division, sections_of
from .model.theme import THEMES
from .picture import Parts, Picture
from .print.paper import A3, A4, FIT, LETTER, Paper, paper_of, poster_of


@dataclass(frozen=True)
class Drawing:
    """A chart that can be written; in a notebook it shows itself."""

    picture: Picture

    def on(
        self,
        paper: str = "a4",
        *,
        poster: str | None = None,
        sections: str = "needed",
        parts: Parts = "all",
        theme: str | None = None,
    ) -> Drawing:
        """Return it for a paper, or for a poster of so many sheets of it, as `2x3`; in sections, in part, in a theme.

        `sections` and `theme` are as for the command `draw`, `parts` is `all`, `chart` or `handout`. Raises
        HemgraphError for a name that is none of these.
        """
        for name, known in ((sections, list(Division)), (theme or "print", list(THEMES))):
            if name not in known:
                raise refuse(f"unknown name `{name}`", f"known are {', '.join(known)}")
        base = paper_of(paper)
        picture = replace(
            self.picture,
            paper=poster_of(base, poster) if poster else base,
            division=Division(sections),
            parts=parts,
            theme=THEMES[theme] if theme else None,
        )
        return Drawing(picture)

    def makers(self) -> dict[str, Callable[[], str | bytes]]:
        """Return how each kind of file is made, by its ending."""
        picture = self.picture
        return {
            ".svg": picture.svg,
            ".html": self.html,
            ".pdf": picture.pdf,
            ".png": picture.png,
            ".dot": picture.dot,
            ".mmd": picture.mermaid,
            ".txt": picture.words,
        }

    def html(self) -> str:
        """Return one file for a browser: the chart, and a form that answers."""
        from .web.page import page

        return page(self.picture)

    def save(self, path: str | Path, paper: str | None = None) -> None:
        """Write the chart whole to a file; its ending says how. Raises HemgraphError where that cannot be done."""
        makers = (self.on(paper) if paper else self).makers()
        if (ending := Path(path).suffix) not in makers:
            raise refuse(f"`{path}` has no ending that can be written here", f"the endings are {' '.join(makers)}")
        write_file(Path(path), makers[ending]())

    def small_print(self, kind: Literal[".pdf", ".png"] = ".pdf") -> str:
        """Return a warning where the smallest text of a chart on its page is under 8 points, else nothing.

        It names what prints it larger, and how large: that was measured.
        """
        picture = self.picture if kind == ".pdf" else self._pictured()
        if picture.parts == "handout" or (size := picture.text_size()) >= SMALL:
            return ""
        said = f"the smallest text on {picture.paper} is {size:.1f} pt, hard to read on paper"
        found = [(text, option) for option, other in _remedies(picture, kind) if (text := other.text_size()) > size]
        enough = [remedy for remedy in found if remedy[0] >= SMALL] or sorted(found, reverse=True)
        return f"{said}; {enough[0][1]} prints it at {enough[0][0]:.1f} pt" if enough else said

    def layout_remarks(self) -> list[str]:
        """Return what is to be said of boxes that the kept layout lacks, or has too many, in what is drawn."""
        charts = (self.picture.chart, *(sheet.chart for sheet in self.picture.sheets()))
        return list(dict.fromkeys(remark for chart in charts for remark in chart.layout_remarks()))

    def _pictured(self) -> Picture:
        """What a .png shows: one page."""
        paper = self.picture.paper.base or self.picture.paper
        return replace(self.picture, paper=paper, division=Division.OFF, parts="chart")

    def measured(self) -> list[str]:
        """Return what can be measured of each chart on its page, in words."""
        picture = self.picture
        rows = []
        for sheet in picture.sheets():
            name = f"{sheet.chart.section}: " if sheet.chart.section else ""
            lies = picture.fit(sheet)
            found = measured(sheet.chart.drawn, lies.width, lies.height, lies.scale)
            rows.append(name + _measured(picture.paper, found))
        return rows

    def _repr_svg_(self) -> str:
        return self.picture.svg()


def _remedies(picture: Picture, kind: str) -> Iterator[tuple[str, Picture]]:
    """What might print a picture larger: an option of the command that draws it, and the picture with it."""
    if picture.paper.base:
        columns, rows = picture.paper.tiles
        tiles = f"{columns + 1}x{rows + 1}"
        yield f"--poster {tiles}", replace(picture, paper=poster_of(picture.paper.base, tiles))
        return
    if kind == ".pdf" and picture.shown is None and len(picture.chart.scheme.edges) > MOST:
        whole = picture.division is Division.OFF
        if sections_of(picture.chart.graph, Division.NEEDED) and whole:
            yield "leaving out --sections off", replace(picture, division=Division.NEEDED)
        elif picture.division is not Division.AUTO:
            yield "--sections auto", replace(picture, division=Division.AUTO)
    if picture.paper in (A4, LETTER):
        yield "--paper a3", replace(picture, paper=A3)
    if kind == ".pdf" and picture.shown is None and picture.paper.pages:
        yield f"--poster 2x2 --paper {picture.paper.name}", replace(picture, paper=poster_of(picture.paper, "2x2"))
    if picture.paper.pages:
        yield "--paper fit", replace(picture, paper=FIT)


def _measured(paper: Paper, found: Measured) -> str:
    size = f"{found.width / 72 * 25.4:.0f} × {found.height / 72 * 25.4:.0f} mm"
    turned = "across" if found.width > found.height else "upright"
    crossings = f"{found.crossings} crossing{'' if found.crossings == 1 else 's'} of edges"
    bends = f"{found.bends} bend{'' if found.bends == 1 else 's'}"
    edges = f"{crossings}, {bends}, {found.through} through a box, {found.over} boxes overlap"
    where = f"{paper} {turned}"
    return f"{where[:1].upper()}{where[1:]}, {size}: smallest text {found.text:.1f} pt, {edges}"
