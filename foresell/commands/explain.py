"""`foresell explain`: where the values of a scenario come from."""

import click

from foresell.options import OutputOptions, output_options
from foresell.output import json_dump, say
from foresell.plan_options import PlanSource, plan_options


@click.command("explain")
@plan_options
@click.argument("keys", nargs=-1)
@output_options
def command(options: OutputOptions, source: PlanSource, keys: tuple[str, ...]) -> None:
    """Show where each value of a scenario comes from.

    KEYS are dotted paths such as customers.default.keep; without any, every value that somebody wrote is
    listed. A value comes from the scenario, a file it extends, an overlay, a calibration, --set, or it is a
    default with the evidence behind it.
    """
    from scenarios.explain import explain
    from scenarios.origin import find, plain

    plan = source.load()
    if not keys:
        tree, origins = plan.document.tree, plan.document.origins
        entries = {key: (find(tree, key), origin) for key, origin in origins.items()}
        found = {key: (plain(entry.node), origin) for key, (entry, origin) in entries.items() if entry}
        if options.as_json:
            json_dump(
                {key: {"value": value, "origin": str(origin)} for key, (value, origin) in found.items()}
            )
        for key, (value, origin) in found.items() if not options.as_json else ():
            say(f"{key} = {value}  ({origin})")
        return
    told = [explain(plan, key) for key in keys]
    if options.as_json:
        json_dump(
            [
                {
                    "key": each.key,
                    "value": str(each.value),
                    "unit": each.unit,
                    "origin": {"kind": each.origin.kind, "place": str(each.origin)},
                    "grade": each.grade,
                    "source": each.source,
                    "default": None if each.default is None else str(each.default),
                    "meaning": each.doc,
                }
                for each in told
            ]
        )
        return
    say("\n\n".join("\n".join(each.lines()) for each in told))
