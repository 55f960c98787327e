"""Lists in the staff site: narrowed by a form of their own, leafed through by key.

Owns what an address may ask of a list, and that nothing else in it does harm. Which filters a
list has, its admin says; each wants an index that ends in the key, or its table is small.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.forms.utils import flatatt
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.calendar import JAKARTA

BEFORE, AFTER, PAGE = "before", "after", "p"
_PLACES = frozenset((BEFORE, AFTER, PAGE))
_LARGEST_KEY = 2**63 - 1
_LARGEST_NUMBER = 2**31 - 1
_FIRST_YEAR, _LAST_YEAR = 2000, 2200

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

    _ChangeList = ChangeList
else:
    _ChangeList = ChangeList


class _Options(forms.Select):
    """A select whose options want no template each: the filters of a list have a hundred."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ANN401, PLR0917 - as Django calls it
        """Write the select; groups of options it does not know."""
        chosen = self.format_value(value)
        options = format_html_join(
            "",
            "<option{}>{}</option>",
            (
                (flatatt({"value": key, "selected": str(key) in chosen}), label)
                for key, label in self.choices
            ),
        )
        return format_html(
            "<select{}>{}</select>",
            flatatt({"name": name, **self.build_attrs(self.attrs, attrs)}),
            options,
        )

    def use_required_attribute(self, initial: Any) -> bool:  # noqa: ANN401 - Django's
        """Answer that no filter is required; Django would read every option to find out."""
        return False


class Choice(forms.ChoiceField):
    """One of `choices`, or all of them."""

    widget = _Options

    def __init__(self, label: "Text", choices: Any) -> None:  # noqa: ANN401 - Django's
        self._offered = choices
        super().__init__(label=label, required=False, choices=self._with_all)

    def _with_all(self) -> list[tuple[Any, Any]]:
        offered = self._offered() if callable(self._offered) else self._offered
        return [("", _("Semua")), *offered]


class Number(forms.IntegerField):
    """A row's number."""

    def __init__(self, label: "Text", *, largest: int = _LARGEST_KEY) -> None:
        super().__init__(label=label, required=False, min_value=0, max_value=largest)
        self.widget.attrs["inputmode"] = "numeric"


class Version(Number):
    """A small number, as versions and waves have."""

    def __init__(self, label: "Text") -> None:
        super().__init__(label, largest=_LARGEST_NUMBER)


class Word(forms.CharField):
    """A name or code, exactly as it is kept."""

    def __init__(self, label: "Text") -> None:
        super().__init__(label=label, required=False, max_length=80)
        self.widget.attrs.update(autocomplete="off", spellcheck="false")


class Hidden(Number):
    """A row's number that a link brings along and nobody types."""

    def __init__(self) -> None:
        super().__init__("")
        self.widget = forms.HiddenInput()


class Day(forms.DateField):
    """A day of the programme's time."""

    def __init__(self, label: "Text") -> None:
        picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(
            label=label, required=False, widget=picker, input_formats=["%Y-%m-%d", "%d/%m/%Y"]
        )

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - a text, or a day
        """Return the day; what no calendar of ours reaches is refused."""
        day = super().to_python(value)
        if day is not None and not _FIRST_YEAR <= day.year < _LAST_YEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class FromDay(Day):
    """The moment at which a day begins in Jakarta."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - see Day
        """Return the moment, or None."""
        day = super().clean(value)
        return _begin(day) if day else None


class ToDay(Day):
    """The moment at which a day is over in Jakarta."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - see Day
        """Return the moment, or None."""
        day = super().clean(value)
        return _begin(day + timedelta(days=1)) if day else None


class Narrowing(forms.Form):
    """What a list may be narrowed by: a field a filter, and what is empty narrows nothing."""

    # The look-up behind each field, or the condition that its value stands for.
    lookups: ClassVar[Mapping[str, str | Callable[[Any], Q]]] = {}

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data or QueryDict(), auto_id="narrow-%s", use_required_attribute=False)
        self.is_valid()

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set; one that cannot be read is not."""
        return bool(self.chosen())

    @property
    def in_words(self) -> str:
        """The filters that are set, as their labels and choices say them."""
        chosen = self.chosen()
        return ", ".join(
            f"{field.label}: {_chosen_in_words(field)}"
            for field in self.visible_fields()
            if field.name in chosen
        )

    def chosen(self) -> dict[str, Any]:
        """Return the filters that are set, by their names; what cannot be read is none."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return those of `rows` that the filters let through."""
        for name, value in self.chosen().items():
            stands_for = self.lookups.get(name, name)
            if isinstance(stands_for, str):
                rows = rows.filter(**{stands_for: value})
            else:
                rows = rows.filter(stands_for(value))
        return rows


def _chosen_in_words(field: forms.BoundField) -> str:
    choices = getattr(field.field, "choices", ())
    typed = str(field.data)
    return str(next((words for value, words in choices if str(value) == typed), typed))


def understood(
    asked: QueryDict,
    form: type[Narrowing],
    *,
    others: Iterable[str],
    is_place: Callable[[str], bool],
) -> QueryDict:
    """Return what of an address's query a list knows: its filters that can be read, and `others`.

    Of those, a place to leaf to must be one: `is_place` says so.
    """
    narrowing = form(asked)
    known = {*others, *(name for name in narrowing.fields if name not in narrowing.errors)}
    kept = [
        (name, str(value))
        for name, value in asked.items()
        if name in known and value and (name not in _PLACES or is_place(str(value)))
    ]
    return QueryDict(urlencode(kept))


def complaint(asked: QueryDict, kept: QueryDict) -> str:
    """Return what to say about the part of a query that was left out; empty: nothing was."""
    left_out = {name for name, value in asked.items() if value and name not in kept}
    said = []
    if left_out - _PLACES:
        said.append(gettext("Saringan yang tidak dikenal atau tidak terbaca diabaikan."))
    if left_out & _PLACES:
        said.append(gettext("Halaman yang diminta tidak ada. Ini daftar dari awalnya."))
    return " ".join(said)


class NarrowedList(_ChangeList):
    """A list that its admin's form narrows, and nothing else in the address."""

    narrowing: Narrowing
    # Whether the list has no row at all, as far as this page can tell.
    is_bare = False

    @staticmethod
    def is_place(text: str) -> bool:
        """Say whether `text` names a page of the list."""
        return text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0

    def get_filters(self, request: HttpRequest) -> Any:  # noqa: ANN401 - Django's tuple
        """Leave the filters to the form."""
        return [], False, {}, False, False

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:  # noqa: ANN401 - Django's
        """Return the rows that the form lets through."""
        admin: Any = self.model_admin  # ours: a RoleAdmin
        self.narrowing = admin.narrowing(request.GET)
        return self.narrowing.narrow(super().get_queryset(request))


class KeyedList(NarrowedList):
    """The newest rows first, leafed by the last key seen: the last page costs as much as the first.

    Rows are never counted. Wants the order to be by key, the highest first.
    """

    @staticmethod
    def is_place(text: str) -> bool:
        """Say whether `text` is a key to go on from."""
        return _key(text) is not None

    def get_results(self, request: HttpRequest) -> None:
        """Read one page of rows, and whether there are newer and older ones."""
        size = self.list_per_page
        after, before = _key(request.GET.get(AFTER, "")), _key(request.GET.get(BEFORE, ""))
        if after is not None:
            found = list(self.queryset.filter(pk__gt=after).order_by("pk")[: size + 1])
            rows = found[:size][::-1]
            has_newer, has_older = len(found) > size, bool(rows)
        else:
            older = self.queryset if before is None else self.queryset.filter(pk__lt=before)
            found = list(older[: size + 1])
            rows = found[:size]
            has_newer, has_older = before is not None, len(found) > size
        self.is_first = before is None and (after is None or not has_newer)
        self.newer = self._address(AFTER, rows[:1]) if has_newer else ""
        self.older = self._address(BEFORE, rows[-1:]) if has_older else ""
        self.newest = "?" + self._chosen()
        is_beginning = before is None and after is None
        self.is_bare = is_beginning and not rows and not self.narrowing.is_narrowed
        self._settle(rows)

    def _address(self, to: str, row: list[Model]) -> str:
        return f"?{self._chosen(**{to: str(row[0].pk)})}" if row else ""

    def _chosen(self, **more: str) -> str:
        kept = {name: text for name, text in self.params.items() if name not in (AFTER, BEFORE)}
        return urlencode({**kept, **more})

    def _settle(self, rows: list[Any]) -> None:
        """Tell Django admin that these rows are all there are."""
        self.result_list = rows
        self.result_count, self.full_result_count = len(rows), None
        self.show_full_result_count, self.show_admin_actions = False, bool(rows)
        self.can_show_all = self.multi_page = False
        self.paginator = Paginator(rows, max(1, len(rows)))


def _key(text: str) -> int | None:
    is_key = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if is_key else None


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, JAKARTA)
