"""The command line: parse, call, print, exit code.

Exit codes: 0 no mandatory clause fails; 1 a mandatory clause fails; 2 bad usage or input (and an
internal error, which says so); 3 nothing found in the time given; 4 proven infeasible; 130
interrupted with nothing found. Results go to standard output, with ``--json`` as one JSON document;
progress, logs and errors go to standard error. PLANNER_DEBUG=1 shows the traceback of any error.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence

import click

from commands.alternatives import alternatives
from commands.check import check, indicators, utilities
from commands.circulation import circulation
from commands.compare import compare, diff
from commands.draw import draw
from commands.exchange import export, import_
from commands.explain import explain
from commands.pareto import pareto
from commands.pin import pin
from commands.report import preview, report
from commands.scenario import init, schema, validate
from commands.serve import serve
from commands.shared import BAD_INPUT, INTERRUPTED, PASS
from commands.simulate import simulate
from commands.solve import solve
from commands.standards import standards
from commands.sweep import sweep


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; no exception leaves it, and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        code = planner.main(arguments, prog_name="planner", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader has left: nobody to tell
        return BAD_INPUT
    return code if isinstance(code, int) else PASS


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="ecommerce-park-planner", prog_name="planner")
def planner() -> None:
    """Plan an e-commerce park: from one scenario file to a layout that meets the standards."""


_COMMANDS = (
    alternatives,
    check,
    circulation,
    compare,
    diff,
    draw,
    explain,
    export,
    import_,
    indicators,
    init,
    preview,
    report,
    pareto,
    pin,
    schema,
    serve,
    simulate,
    solve,
    standards,
    sweep,
    utilities,
    validate,
)
for _command in _COMMANDS:
    planner.add_command(_command)

if __name__ == "__main__":
    sys.exit(main())
