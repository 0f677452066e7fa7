"""Every command from its command line to its answer."""

import json
import re
from pathlib import Path

import pytest

from foresell.cli import main

SHORT = ["--set", "months=1"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def answer(capsys: Capture, *arguments: str) -> str:
    """What a command that succeeds prints."""
    code = main(arguments)
    printed = capsys.readouterr()
    assert code == 0, printed.err
    return printed.out


def document(capsys: Capture, *arguments: str) -> dict[str, object]:
    """What a command that succeeds prints as JSON."""
    found: dict[str, object] = json.loads(answer(capsys, *arguments, "--json"))
    return found


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """A plan that changes one price."""
    path = tmp_path / "higher_price.yaml"
    path.write_text("offer: {products: {product: {price: 11000 EUR}}}\n")
    return path


def test_a_new_folder_can_be_checked_at_once(capsys: Capture) -> None:
    answer(capsys, "new", "mine", "--template", "tiny")
    told = answer(capsys, "check", "mine/scenario.yaml", "mine/plans/less_discount.yaml")
    assert told.count("no problems") == 2
    first = Path("mine/scenario.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=./scenario.schema.json"
    assert json.loads(Path("mine/scenario.schema.json").read_text())["$schema"].startswith(
        "https://json-schema"
    )


def test_new_does_not_touch_what_is_there(capsys: Capture) -> None:
    Path("mine").mkdir()
    Path("mine/scenario.yaml").write_text("name: My own\n")
    assert main(["new", "mine"]) == 2
    assert "already holds a scenario\n  scenario.yaml exists" in capsys.readouterr().err
    assert Path("mine/scenario.yaml").read_text() == "name: My own\n"


def test_check_lists_all_problems_with_their_places(capsys: Capture) -> None:
    Path("bad.yaml").write_text("extends: library:tiny\nbrand: {awarenes: 20%}\nfinance: {overhead: 5}\n")
    assert main(["check", "bad.yaml"]) == 2
    told = capsys.readouterr().err
    assert "bad.yaml has 2 problems" in told
    assert "bad.yaml:2:9: brand.awarenes: unknown key 'awarenes' (did you mean 'awareness'?)" in told


def test_check_answers_in_json(capsys: Capture) -> None:
    scenarios = document(capsys, "check", "library:tiny")["scenarios"]
    assert isinstance(scenarios, list)
    told = scenarios[0]
    size = told.pop("size")
    assert told == {"file": "library:tiny", "name": "Tiny company", "months": 12, "warnings": []}
    assert size["replications"] == 100
    assert min(size.values()) > 0


def test_check_tells_how_large_a_run_will_be(capsys: Capture) -> None:
    told = answer(capsys, "check", "library:tiny")
    assert re.search(
        r"about 8,600 events a replication; 100 replications: about \d+ s on \d+ cores?, \d+ MB", told
    )


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        (("run", "library:tiny", "-n", "1000000", "--limit-hours", "0.1"), "allow more with --limit-hours"),
        (("run", "library:tiny", "--limit-memory", "100 MB"), "allow more with --limit-memory"),
        (
            ("compare", "library:tiny", "library:tiny", "--limit-hours", "1e-6"),
            "allow more with --limit-hours",
        ),
        (("targets", "library:tiny", "--target", "1M EUR", "--limit-memory", "1 MB"), "--limit-memory"),
        (("trace", "library:shop", "--limit-memory", "300 MB"), "allow more with --limit-memory"),
        (("run", "library:tiny", "--limit-memory", "lots"), "'lots' is no size of memory; write '8 GB'"),
    ],
)
def test_a_run_that_is_too_large_is_refused_before_it_starts(
    capsys: Capture, command: tuple[str, ...], advice: str
) -> None:
    assert main(list(command)) == 2
    assert advice in capsys.readouterr().err
    assert not Path("runs").exists()


def test_a_run_beyond_a_limit_is_told_in_the_words_of_the_scenario(capsys: Capture) -> None:
    assert main(["run", "library:tiny", "-n", "1", "--set", "limits.events=1000", "-q"]) == 4
    told = capsys.readouterr().err
    assert re.search(r"more than 1,000 events .*, 2025-12-\d\d\); most of all: [\d,]+ leads", told)


def test_schema_prints_the_json_schema(capsys: Capture) -> None:
    assert "segments" in answer(capsys, "schema")
    answer(capsys, "schema", "--out", "schema.json")
    assert json.loads(Path("schema.json").read_text())["type"] == "object"


def test_explain_tells_where_a_value_comes_from(capsys: Capture) -> None:
    told = answer(capsys, "explain", "library:tiny", "brand.awareness", "--set", "brand.awareness=30%")
    assert "brand.awareness = 30%" in told
    assert "from: --set brand.awareness=30%" in told


def test_explain_without_keys_lists_every_value(capsys: Capture) -> None:
    told = answer(capsys, "explain", "library:tiny")
    assert told.startswith("name = Tiny company  (library:tiny:")


def test_run_prints_key_figures_and_writes_a_report(capsys: Capture) -> None:
    told = answer(capsys, "run", "library:tiny", *SHORT, "-n", "3")
    assert "operating profit" in told
    (report,) = Path("runs").glob("*/report.html")
    assert "Tiny company" in report.read_text()


def test_run_answers_in_json_and_the_second_time_from_the_store(capsys: Capture) -> None:
    first = document(capsys, "run", "library:tiny", *SHORT, "-n", "3", "--seed", "5")
    second = document(capsys, "run", "library:tiny", *SHORT, "-n", "3", "--seed", "5")
    assert (first["reused"], second["reused"]) == (False, True)
    assert first["figures"] == second["figures"]
    assert first["seed"] == 5


def test_compare_prints_a_decision_and_can_be_reported_again(capsys: Capture, plan_file: Path) -> None:
    told = answer(capsys, "compare", "library:tiny", str(plan_file), *SHORT, "--fixed", "-n", "3")
    assert "higher price" in told
    assert "marginal ROI" in told
    assert "no switch within" in told or "becomes the better plan" in told
    (folder,) = Path("runs").glob("comparison-*")
    (folder / "report.html").unlink()
    assert answer(capsys, "report", str(folder)).strip() == str(folder / "report.html")
    assert (folder / "report.html").is_file()


def test_compare_answers_in_json(capsys: Capture, plan_file: Path) -> None:
    quick = ["--fixed", "-n", "3", "--no-drivers", "--no-returns", "--delta", "500"]
    found = document(capsys, "compare", "library:tiny", str(plan_file), *SHORT, *quick)
    assert found["delta"] == 500.0
    assert [plan["name"] for plan in found["plans"]] == ["Tiny company", "higher price"]  # type: ignore[attr-defined]
    assert found["drivers"] == []


def test_the_report_of_a_run_can_be_written_again(capsys: Capture) -> None:
    folder = str(document(capsys, "run", "library:tiny", *SHORT, "-n", "2")["folder"])
    answer(capsys, "report", folder, "--out", "again.html")
    assert Path("again.html").read_text() == (Path(folder) / "report.html").read_text()


def test_targets_are_printed_for_every_unit(capsys: Capture) -> None:
    asked = ["--target", "1M EUR", "--months", "2", "-n", "3", "--set", "months=4"]
    told = answer(capsys, "targets", "library:saas", *asked)
    assert "1,000,000.00 EUR" in told
    assert "ae/north/1" in told


def test_trace_lists_chosen_events(capsys: Capture) -> None:
    told = answer(capsys, "trace", "library:tiny", *SHORT, "--kind", "lead", "--limit", "2", "--csv")
    header, *rows = told.splitlines()
    assert header.startswith("time,what,entity,parent,segment,territory,about")
    assert [row.split(",")[1] for row in rows] == ["lead", "lead"]


def test_trace_names_the_kind_that_was_probably_meant(capsys: Capture) -> None:
    assert main(["trace", "library:tiny", *SHORT, "--kind", "wonn"]) == 2
    assert "no kind of event is called 'wonn' (did you mean 'won'?)" in capsys.readouterr().err


def test_an_export_can_be_calibrated_and_the_result_be_run(capsys: Capture) -> None:
    length = ["--set", "months=6"]
    answer(capsys, "export-crm", "library:saas", *length, "--messy", "-o", "history")
    told = answer(
        capsys, "calibrate", "history", "--mapping", "history/mapping.yaml", "--base", "library:saas"
    )
    assert "rows repeat a lead_id" in told
    assert "stages.qualify.next.analysis" in told
    answer(capsys, "check", "calibrated/scenario.yaml")
    assert Path("calibrated/report.html").is_file()


def test_an_export_does_not_replace_files(capsys: Capture) -> None:
    answer(capsys, "export-crm", "library:tiny", *SHORT, "-o", "history")
    assert main(["export-crm", "library:tiny", *SHORT, "-o", "history"]) == 2
    assert "files of an export are there already" in capsys.readouterr().err


def test_a_missing_scenario_is_one_line_not_a_traceback(capsys: Capture) -> None:
    assert main(["run", "nowhere.yaml"]) == 2
    assert capsys.readouterr().err == "foresell: nowhere.yaml: no such file\n"


def test_a_run_in_antithetic_pairs_says_so_everywhere(capsys: Capture) -> None:
    told = answer(capsys, "run", "library:tiny", *SHORT, "-n", "4", "--antithetic")
    assert "4 replications in antithetic pairs" in told
    again = document(capsys, "run", "library:tiny", *SHORT, "-n", "4", "--antithetic")
    assert (again["antithetic"], again["reused"]) == (True, True)
    page = Path(str(again["report"])).read_text(encoding="utf-8")
    assert "Replications are antithetic pairs" in page
    assert "--antithetic" in page


def test_half_an_antithetic_pair_is_refused(capsys: Capture) -> None:
    assert main(["run", "library:tiny", "-n", "5", "--antithetic"]) == 2
    assert "antithetic replications come in pairs: ask for an even number" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("prepared", "options", "said"),
    [
        (False, [], True),
        (True, [], False),
        (False, ["--quiet"], False),
        (False, ["--engine", "simpy"], False),
    ],
)
def test_the_first_run_of_a_version_says_why_it_takes_longer(
    prepared: bool, options: list[str], said: bool, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.run.engine_is_prepared", lambda: prepared)
    assert main(["run", "library:tiny", "--set", "days=3", "--set", "months=null", "-n", "2", *options]) == 0
    assert ("preparing the engine, once per version" in capsys.readouterr().err) == said


def test_a_cluster_is_asked_for_by_an_address_and_brings_its_own_workers(capsys: Capture) -> None:
    assert main(["run", "library:tiny", *SHORT, "--cluster", "here"]) == 2
    assert "'here' is no cluster: write tcp://host:8786" in capsys.readouterr().err
    assert main(["run", "library:tiny", *SHORT, "--cluster", "local:2", "--workers", "2"]) == 2
    assert "--workers and --cluster cannot both be given" in capsys.readouterr().err
