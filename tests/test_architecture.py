"""What import contracts cannot say: who writes a status, which words a package uses, and the like.

It reads the source; nothing here touches the database.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.celery import app

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("portal", "eligibility", "appeals")
BLOCKING = "eligibility/blocking"
LIFECYCLE = "appeals/lifecycle"
STATUS_WRITERS = {
    "appeals": (LIFECYCLE,),
    # screening writes the status of a run, which is its own
    "eligibility": (BLOCKING, "eligibility/screening/"),
    "portal": (),
}
CREATORS = {"Appeal": LIFECYCLE, "Decision": LIFECYCLE, "Outcome": LIFECYCLE, "Block": BLOCKING}
JUDGED = ("Account", "Block", "Finding")
WRITING_CALLS = {
    "aupdate", "bulk_create", "bulk_update", "create", "get_or_create", "save", "update",
    "update_or_create",
}  # fmt: skip
VAGUE_NAMES = {"common", "helpers", "misc", "services", "utils"}
WORDS_ABOVE = {
    "portal": {"appeal", "appeals", "block", "blocked", "blocks"},
    "eligibility": {"appeal", "appeals"},
}


def sources(*packages: str) -> list[Path]:
    """Return the Python files of `packages` without migrations."""
    found = [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """Return the file's path as people write it."""
    return path.relative_to(ROOT).as_posix()


def called(node: ast.Call) -> str:
    """Return the last part of what is called: `update` of `Appeal.objects.update(...)`."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def is_status(node: ast.AST) -> bool:
    """Tell whether a node is the constant "status"."""
    return isinstance(node, ast.Constant) and node.value == "status"


def status_writes(path: Path) -> Iterator[int]:
    """Yield the lines that write a field named status."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Assign(targets=targets):
                written = any(isinstance(t, ast.Attribute) and t.attr == "status" for t in targets)
            case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
                written = isinstance(target, ast.Attribute) and target.attr == "status"
            case ast.Call() if called(node) == "setattr":
                written = any(is_status(argument) for argument in node.args)
            case ast.Call() if called(node) in WRITING_CALLS:
                written = any(keyword.arg == "status" for keyword in node.keywords) or any(
                    is_status(inner)
                    for value in [*node.args, *(keyword.value for keyword in node.keywords)]
                    for inner in ast.walk(value)
                )
            case ast.Constant(value=str(text)):
                written = bool(re.search(r"\bUPDATE\b.*\bSET\b[^;]*\bstatus\s*=", text, re.DOTALL))
            case _:
                written = False
        if written:
            yield getattr(node, "lineno", 0)


def creations(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the model and line of `Model.objects.create(...)` and its kin.

    `Model(...)` counts where the file saves rows; elsewhere it is a value that nobody keeps.
    """
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    does_save = any(called(node) in {"save", "bulk_create"} for node in calls)
    for node in calls:
        if does_save and isinstance(node.func, ast.Name) and node.func.id in CREATORS:
            yield node.func.id, node.lineno
        elif called(node) in WRITING_CALLS - {"save", "update", "aupdate", "bulk_update"}:
            for inner in ast.walk(node.func):
                if isinstance(inner, ast.Name) and inner.id in CREATORS:
                    yield inner.id, node.lineno


def identifiers(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every name a file makes or uses, with its line."""
    for node in ast.walk(tree(path)):
        for field in ("id", "attr", "arg", "name", "asname"):
            value = getattr(node, field, None)
            if isinstance(value, str) and not isinstance(node, ast.alias):
                yield value, getattr(node, "lineno", 0)


def words(identifier: str) -> set[str]:
    """Return the words of `snake_case` and `CamelCase` in lower case."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", identifier)
    return {part.lower() for part in parts}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_status_has_one_writer(package: str) -> None:
    others = [
        f"{name(path)}:{line}"
        for path in sources(package)
        if not name(path).startswith(STATUS_WRITERS[package])
        for line in status_writes(path)
    ]
    assert others == []


def test_screening_knows_no_other_status_than_its_runs() -> None:
    found = [
        f"{name(path)}:{node.lineno} {node.value.id}.Status"
        for path in sources("eligibility/screening")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "Status"
        if isinstance(node.value, ast.Name) and node.value.id in JUDGED
    ]
    assert found == []


def test_appeals_decisions_and_blocks_are_made_in_one_place() -> None:
    others = [
        f"{name(path)}:{line} makes a {model}"
        for path in sources(*PACKAGES)
        for model, line in creations(path)
        if not name(path).startswith(CREATORS[model])
    ]
    assert others == []


def test_the_writer_test_sees_every_way_to_write(tmp_path: Path) -> None:
    ways = [
        "x.status = 1",
        "x.status: str = 1",
        "x.objects.filter(a=1).update(status=2)",
        "x.objects.bulk_update(rows, ['status'])",
        "x.save(update_fields=['status'])",
        "x.objects.update_or_create(defaults={'status': 1})",
        "setattr(x, 'status', 1)",
        "cursor.execute('UPDATE t SET a = 1, status = 2')",
    ]
    source = tmp_path / "source.py"
    source.write_text("\n".join(ways))
    assert sorted(set(status_writes(source))) == list(range(1, len(ways) + 1))


@pytest.mark.parametrize("package", sorted(WORDS_ABOVE))
def test_a_package_uses_no_word_of_those_above(package: str) -> None:
    found = [
        f"{name(path)}:{line} says {identifier}"
        for path in sources(package)
        for identifier, line in identifiers(path)
        if words(identifier) & WORDS_ABOVE[package]
    ]
    assert found == []


def test_every_job_of_the_schedule_is_a_registered_task() -> None:
    app.loader.import_default_modules()
    wanted = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert wanted - set(app.tasks) == set()


def test_migrations_are_named_by_what_they_do() -> None:
    named = [path for package in PACKAGES for path in (ROOT / package / "migrations").glob("0*.py")]
    assert [name(path) for path in named if re.search(r"_auto_|_\d{8}_", path.name)] == []


def test_modules_are_named_by_what_they_own() -> None:
    assert [name(path) for path in sources(*PACKAGES) if path.stem in VAGUE_NAMES] == []


def test_rules_know_no_views() -> None:
    views = ("django.http", "django.shortcuts", "django.views", "django.urls")
    found = [
        f"{name(path)} imports {module}"
        for path in sources("eligibility/rules")
        for module in imported(path)
        if module.startswith(views)
    ]
    assert found == []


@pytest.mark.parametrize("module", ["bootstrap", "keeper"])
def test_what_runs_before_the_packages_needs_none(module: str) -> None:
    needed = {full.partition(".")[0] for full in imported(ROOT / "portal" / f"{module}.py")}
    assert needed - set(sys.stdlib_module_names) == set()


def imported(path: Path) -> Iterator[str]:
    """Yield the modules a file imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_no_nik_stands_outside_the_tests() -> None:
    found = [
        f"{name(path)}:{number}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"(?<![\d.])\d{16}(?!\d)", line)
    ]
    assert found == []


def texts() -> list[Path]:
    """Return the text files of the project, without the tests and vendored files."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    kinds = {".py", ".html", ".txt", ".md", ".csv", ".json", ".po", ".js", ".css", ".toml", ".svg"}
    return [
        ROOT / path
        for path in listed
        if Path(path).suffix in kinds and not path.startswith("tests/") and "vendor" not in path
        if (ROOT / path).is_file()
    ]


def test_nothing_is_marked_safe_by_hand() -> None:
    trusted = re.compile(r"\|\s*safe\b|\bmark_safe\b|\bSafeString\(|autoescape\s+off")
    assert matching([*sources(*PACKAGES), *templates()], trusted) == []


def test_templates_hold_no_script_and_no_style() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|href=[\"']javascript:",
        re.IGNORECASE,
    )
    assert matching(templates(), inline) == []


def templates() -> list[Path]:
    """Return every template."""
    return sorted((ROOT / "templates").rglob("*.html"))


def matching(paths: list[Path], pattern: re.Pattern[str]) -> list[str]:
    """Return where `pattern` stands: file, line and words."""
    return [
        f"{name(path)}:{number} {found[0].strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := pattern.search(line))
    ]
