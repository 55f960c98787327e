"""The privacy officer's list: by due time, leafed by the last one seen, whatever its length."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.db.models import F, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from appeals.models import DataRequest
from portal.lists import AFTER, BEFORE, Choice, NarrowedList, Narrowing

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class State(models.TextChoices):
    """Where a request stands; none chosen: those that are owed an answer."""

    LATE = "late", _("Terlambat")
    ANSWERED = "answered", _("Sudah dijawab")
    ALL = "all", _("Semua")


class RequestFilters(Narrowing):
    """Which requests to show."""

    state = forms.ChoiceField(
        label=_("Keadaan"), required=False, choices=[("", _("Belum dijawab")), *State.choices]
    )
    kind = Choice(_("Yang diminta"), DataRequest.Kind.choices)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of the chosen state and kind; without a state, the unanswered."""
        chosen = self.chosen()
        if kind := chosen.get("kind"):
            rows = rows.filter(kind=kind)
        return rows.filter(_CONDITIONS[chosen.get("state", "")]())

    @property
    def is_over(self) -> bool:
        """Whether the list reaches back into what is answered: then the latest comes first."""
        return self.chosen().get("state") in (State.ANSWERED, State.ALL)


_CONDITIONS: dict[str, Any] = {
    "": lambda: Q(answered_at=None),
    State.LATE: lambda: Q(answered_at=None, due_at__lt=timezone.now()),
    State.ANSWERED: lambda: Q(answered_at__isnull=False),
    State.ALL: Q,
}


class DueList(NarrowedList):
    """Rows by due time and key, the most urgent first; never counted, never skipped by number."""

    narrowing: RequestFilters

    @staticmethod
    def is_place(text: str) -> bool:
        """Say whether `text` is a due time and key to go on from."""
        return _place(text) is not None

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:  # noqa: ANN401 - Django's
        """Order as the index does."""
        return ["-due_at", "-pk"] if self.narrowing.is_over else ["due_at", "pk"]

    def get_results(self, request: HttpRequest) -> None:
        """Read one page of rows, and whether there are more before and after."""
        size = self.list_per_page
        after, before = _place(request.GET.get(AFTER, "")), _place(request.GET.get(BEFORE, ""))
        rows = self.queryset
        if before is not None:
            found = list(self._beyond(rows.reverse(), before, is_back=True)[: size + 1])
            shown = found[:size][::-1]
            has_earlier, has_later = len(found) > size, bool(shown)
        else:
            found = list((self._beyond(rows, after) if after else rows)[: size + 1])
            shown = found[:size]
            has_earlier, has_later = after is not None, len(found) > size
        self.earlier = self._address(BEFORE, shown[:1]) if has_earlier else ""
        self.later = self._address(AFTER, shown[-1:]) if has_later else ""
        self.first = "?" + self._chosen() if before is not None or after is not None else ""
        self._settle(shown)

    def _beyond(
        self, rows: QuerySet[Any], place: tuple[datetime, int], *, is_back: bool = False
    ) -> QuerySet[Any]:
        lies_beyond = TupleLessThan if self.narrowing.is_over != is_back else TupleGreaterThan
        return rows.filter(lies_beyond(Tuple(F("due_at"), F("pk")), place))

    def _address(self, to: str, row: list[Model]) -> str:
        return f"?{self._chosen(**{to: _cursor(row[0])})}" if row else ""

    def _chosen(self, **more: str) -> str:
        kept = {name: text for name, text in self.params.items() if name not in (AFTER, BEFORE)}
        return urlencode({**kept, **more})

    def _settle(self, rows: list[Any]) -> None:
        """Tell Django admin that these rows are all there are."""
        self.result_list = rows
        self.result_count, self.full_result_count = len(rows), None
        self.show_full_result_count = self.show_admin_actions = False
        self.can_show_all = self.multi_page = False
        self.paginator = Paginator(rows, max(1, len(rows)))


def _cursor(row: Any) -> str:  # noqa: ANN401 - a data request
    return f"{(row.due_at - _EPOCH) // _MICROSECOND}.{row.pk}"


def _place(text: str) -> tuple[datetime, int] | None:
    """Return the due time and key that `text` names, or None."""
    moment, _dot, key = text.partition(".")
    if not (_is_number(moment) and _is_number(key)):
        return None
    try:
        return _EPOCH + int(moment) * _MICROSECOND, int(key)
    except OverflowError:
        return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
