"""What the README shows must run."""

import re
import subprocess
import sys


def test_the_python_example_of_the_readme_runs(root, tmp_path):
    text = (root / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "operating_profit" in done.stdout


def test_every_command_of_the_readme_exists(root):
    text = (root / "README.md").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^foresell ([a-z-]+) ", text, re.MULTILINE))
    assert {"new", "check", "explain", "run", "compare", "targets", "trace", "calibrate"} <= verbs
    for verb in verbs:
        module = root / "foresell" / "commands" / f"{verb.replace('-', '_')}.py"
        assert module.is_file(), f"the README shows `foresell {verb}`, which there is not"
