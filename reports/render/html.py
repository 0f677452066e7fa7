"""Writing a page as one HTML file that needs no network, no scripts and nothing beside it."""

import os
import tempfile
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.build import build_page
from reports.material import Material
from reports.page import Page, Section
from reports.tables import without_controls
from sim.errors import RunError

_TEMPLATE = "report.html.j2"


def write_report(material: Material, path: Path) -> Path:
    """Write the report in one step: an older file stays whole until the new one is complete."""
    text = to_html(build_page(material))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".report-", suffix=".unfinished")
    except OSError as error:
        raise RunError(f"{path}: the report cannot be written: {error.strerror}") from error
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except OSError as error:
        raise RunError(f"{path}: the report cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
    return path


def to_html(page: Page) -> str:
    """Write a page as HTML; every text is escaped, pictures are the only markup taken as it is."""
    template = _environment().get_template(_TEMPLATE)
    return without_controls(template.render(page=page, groups=_groups(page.sections)))


def _groups(sections: tuple[Section, ...]) -> list[tuple[str, list[Section]]]:
    """Sections under their headings, in the order of the page."""
    return [(name, list(group)) for name, group in groupby(sections, key=lambda section: section.group)]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["picture"] = Markup
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "allow_nan": False}
    return environment


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
