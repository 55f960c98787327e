"""Cells of a staff list that know what their column is called, for screens without a table's head."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells: Iterable[str], headers: Iterable[dict[str, Any]]) -> Iterator[SafeString]:
    """Yield Django admin's cells, each with its header's text as data-label."""
    for cell, header in zip(cells, headers, strict=False):
        tag, _, rest = cell.partition(" ") if cell.startswith("<t") else ("", "", cell)
        if not tag or "action-checkbox" in cell:
            yield mark_safe(cell)  # noqa: S308 - Django's own cell
            continue
        label = format_html(' data-label="{}" ', capfirst(str(header["text"])))
        yield mark_safe(tag + label + rest)  # noqa: S308 - Django's own cell, and an escaped label
