"""What was run: enough to find it again and to run it again."""

from reports.material import Material
from reports.page import Block, Definitions, Section
from reports.tables import plain, table, words


def manifest(material: Material) -> Section | None:
    """Inputs, hashes, versions, seed, engine and run keys."""
    entries = [(plain(name), plain(value)) for name, value in material.manifest.items()]
    made = material.experiment
    if made is not None:
        entries = [("Seed", f"{made.seed}"), ("Engine", made.engine), ("Version", made.version), *entries]
    runs = [plan for plan in material.plans if plan.run]
    if not entries and not runs:
        return None
    blocks: list[Block] = [Definitions(tuple(entries))] if entries else []
    if runs:
        rows = [(words(plan.name), words(plan.run), words(plan.description)) for plan in runs]
        blocks.append(table("Runs", ("Plan", "Run key", "Description"), rows))
    lead = "Every number in this report comes from these runs."
    return Section("manifest", "Manifest", lead, tuple(blocks), "Evidence")
