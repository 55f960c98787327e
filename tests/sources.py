"""Reads the words for people out of templates and Python; needs no gettext tools."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("portal", "eligibility", "appeals")
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
# What Django's templatize makes of a marked string: gettext(u'…'), pgettext(u'…', u'…'), _("…").
_LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_MARKED = re.compile(rf"\b(_|n?p?gettext)\(({_LITERAL}(?:, {_LITERAL})*)(?:, ?count)?\)")
_COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Marked:
    """One string marked for translation."""

    text: str
    plural: str = ""
    context: str = ""


def marked() -> set[Marked]:
    """Return every string that is marked for translation."""
    found = {each for path in templates() for each in in_template(path.read_text("utf-8"))}
    return found | {each for path in modules() for each in in_python(path.read_text("utf-8"))}


def templates() -> list[Path]:
    """Return every template."""
    return [path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()]


def modules() -> list[Path]:
    """Return every Python file that is no migration."""
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def in_template(source: str) -> Iterator[Marked]:
    """Read the marked strings of a template."""
    for call in _MARKED.finditer(templatize(source)):
        arguments = ast.literal_eval(f"({call[2]},)")
        yield _read(call[1], list(arguments))


def in_python(source: str) -> Iterator[Marked]:
    """Read the marked strings of a Python file; one that is put together at run time fails."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node) in MARKS:
            most = 2 if _called(node)[0] in "np" else 1
            yield _read(_called(node), [ast.literal_eval(each) for each in node.args[:most]])


def bare_in_template(source: str) -> Iterator[str]:
    """Read the text of a template that is marked for no translation."""
    inside = False
    for token in Lexer(_COMMENT.sub("", source)).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            inside = {"blocktranslate": True, "endblocktranslate": False}.get(name, inside)
        elif token.token_type == TokenType.TEXT and not inside:
            yield token.contents


def bare_in_python(source: str) -> Iterator[str]:
    """Read the strings of a Python file that are neither marked nor documentation."""
    passed: set[ast.AST] = set()
    for node in ast.walk(ast.parse(source)):  # parents come before their children
        if isinstance(node, ast.Expr) or (isinstance(node, ast.Call) and _called(node) in MARKS):
            passed.update(ast.walk(node) if isinstance(node, ast.Call) else [node.value])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in passed:
            yield node.value


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else "?"


def _read(name: str, arguments: list[str]) -> Marked:
    context = arguments.pop(0) if name.startswith(("p", "np")) else ""
    return Marked(arguments[0], "".join(arguments[1:]), context)
