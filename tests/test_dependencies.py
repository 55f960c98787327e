"""The pinned requirements: the program needs no others to run, and each has its reason."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("portal", "eligibility", "appeals")
TO_RUN, FOR_CHECKS = (
    re.findall(r"^([\w.-]+)", part, re.MULTILINE)
    for part in (ROOT / "requirements.txt").read_text().split("# Tests and checks")
)
READER = re.findall(r"^([\w.-]+)==", (ROOT / "requirements-reader.txt").read_text(), re.MULTILINE)
# Only the reader's child imports what may be absent.
READING = ROOT / "appeals" / "evidence" / "reading"
READERS_OWN = (READING / "text.py", READING / "faces.py")


def needed_to_run(node: ast.AST) -> Iterator[str]:
    """Yield the modules imported under `node`, except what only the type checker reads."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield child.module or ""
        yield from needed_to_run(child)


def is_to_run(distribution: str, path: Path) -> bool:
    """Tell whether the distribution is pinned for what runs `path`, however its name is written."""
    pinned = [*TO_RUN, *READER] if path in READERS_OWN else TO_RUN
    return re.sub(r"[_.]", "-", distribution).lower() in {name.lower() for name in pinned}


def test_the_program_runs_without_what_only_tests_and_checks_need() -> None:
    ours = {*PACKAGES, *sys.stdlib_module_names}
    distributions = packages_distributions()
    missing = {
        f"{path.relative_to(ROOT)} imports {module}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for module in needed_to_run(ast.parse(path.read_text(encoding="utf-8")))
        if (top := module.partition(".")[0]) not in ours
        if not any(is_to_run(name, path) for name in distributions.get(top, []))
    }
    assert missing == set()


def test_every_requirement_is_pinned_and_has_its_reason() -> None:
    files = ("requirements.txt", "requirements-reader.txt")
    lines = [line for file in files for line in (ROOT / file).read_text().splitlines()]
    unpinned = [line for line in lines if line and not line.startswith("#") and "==" not in line]
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    silent = [
        name
        for name in (*TO_RUN, *FOR_CHECKS, *READER)
        if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", reasons)
    ]
    assert (unpinned, silent) == ([], [])


def test_no_reason_is_given_for_what_is_not_required() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    named = {re.sub(r"\[.*?\]", "", name) for row in rows for name in row.split(", ")} - {
        "---",
        "package",
    }
    assert named == {*TO_RUN, *READER}
