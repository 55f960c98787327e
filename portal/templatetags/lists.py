"""Cells of a staff list that know what their column is called, for screens without a table's head."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(
    cells: Iterable[SafeString], headers: Iterable[dict[str, Any]]
) -> Iterator[SafeString]:
    """Yield Django admin's cells, each with its header's text as data-label."""
    for cell, header in zip(cells, headers, strict=False):
        if "action-checkbox" in cell:
            yield cell
            continue
        # What Django rendered is the pattern; only the label is put in, and escaped.
        tag, _, rest = cell.replace("{", "{{").replace("}", "}}").partition(" ")
        yield format_html(f'{tag} data-label="{{}}" {rest}', capfirst(str(header["text"])))
