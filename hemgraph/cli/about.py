"""`about`: what the program is made of."""

from __future__ import annotations

import click


@click.command(epilog="Example: hemgraph about")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def about(as_json: bool) -> None:
    """Tell the versions and licences of the engine and its parts.

    These are Graphviz, typst, the fonts and every package. Nothing is looked up outside of this machine.
    """
    from ..about import packages, tools
    from ..report.about import about_json, about_text
    from ..report.json import dumps

    found = tools(), packages()
    click.echo(dumps(about_json(*found)) + "\n" if as_json else about_text(*found), nl=False)
