"""Commands on a scenario alone: init, validate, schema."""

from __future__ import annotations

import json
from pathlib import Path

import click

from commands.shared import (
    PASS,
    Lang,
    command,
    json_option,
    lang_option,
    print_json,
    printable,
    scenario_argument,
)
from planner.errors import UsageError


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option("--operations", is_flag=True, help="Write how the park is run instead: a second file.")
@lang_option
@json_option
@command
def init(file: Path | None, force: bool, operations: bool, lang: Lang, as_json: bool) -> int:
    """Write a commented starter scenario to FILE (scenario.yaml; - for standard output)."""
    from planner.scenario import operations_yaml, starter_yaml

    text = operations_yaml(lang) if operations else starter_yaml(lang)
    file = file or Path("operations.yaml" if operations else "scenario.yaml")
    if str(file) == "-":
        click.echo(json.dumps({"text": text}, ensure_ascii=False) if as_json else text, nl=as_json)
        return PASS
    try:
        with file.open("w" if force else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise UsageError(
            f"{file}: exists already, expected a new file. Try: --force to replace it"
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{file}: cannot be written ({reason}). Try: another folder") from error
    if as_json:
        print_json({"written": str(file)})
    elif operations:
        click.echo(f"Wrote {file}. Next: name it in the scenario: `operations: {file}`")
    else:
        click.echo(f"Wrote {file}. Next: planner validate {file}; planner solve {file}")
    return PASS


@click.command()
@scenario_argument
@lang_option
@json_option
@command
def validate(scenario: Path, lang: Lang, as_json: bool) -> int:
    """Check that SCENARIO can be used, and say what it holds and what of it stays out of reach."""
    from planner.cautions import cautions, cautions_document
    from planner.scenario import load_scenario
    from viz.terminal import describe, facts

    loaded = load_scenario(scenario)
    if as_json:
        print_json({"valid": True, **facts(loaded), "cautions": cautions_document(loaded)})
    else:
        valid = "有效。" if lang == "zh" else "valid. "
        click.echo(printable(f"{scenario}: {valid}{describe(loaded, lang)}"))
        for row in cautions(loaded):
            click.echo(printable(f"{'注意：' if lang == 'zh' else 'caution: '}{row.told(lang)}"))
    return PASS


@click.command()
@click.option("--sweep", "of_sweep", is_flag=True, help="That of the file of a sweep instead.")
@json_option
@command
def schema(of_sweep: bool, as_json: bool) -> int:
    """Print the JSON Schema of a scenario (editors check and complete from it)."""
    if of_sweep:
        from planner.sweep.schema import sweep_schema

        print_json(sweep_schema())
        return PASS
    from planner.scenario import json_schema

    print_json(json_schema())
    return PASS
