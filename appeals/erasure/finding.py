"""The rows that each kind of data consists of, by their keys."""

from collections.abc import Callable, Mapping

from django.db.models import Q

from appeals import legal_holds
from appeals.data_requests import Subject
from appeals.models import Appeal, Draft, ErasurePart, Evidence
from eligibility.models import Account

_Kind = ErasurePart.Kind


def keys(kind: str, subject: Subject) -> list[int]:
    """Return the keys of the rows of `kind` that are not erased yet, in their order."""
    if isinstance(subject, Account):
        return _drafts_of(subject) if kind == _Kind.DRAFTS else []
    return _FOUND[_Kind(kind)](subject)


def _drafts_of(account: Account) -> list[int]:
    """Return unsent forms whose link went to the account's address or number and that name its NIK.

    An address or a telephone may serve a whole family or a village office.
    """
    ways = Q(email=account.email) if account.email else Q(pk__in=[])
    if account.phone:
        ways |= Q(phone=account.phone)
    found = Draft.objects.filter(ways).select_related("about").order_by("pk")
    own = [draft for draft in found if draft.answers.get("nik") == account.nik]
    return [
        draft.pk for draft in own if draft.about is None or not legal_holds.is_held(draft.about)
    ]


def _drafts_about(appeal: Appeal) -> list[int]:
    return list(appeal.drafts.order_by("pk").values_list("pk", flat=True))


def _feedback(appeal: Appeal) -> list[int]:
    feedback = getattr(appeal, "feedback", None)
    return [feedback.pk] if feedback is not None and feedback.text else []


def _files(appeal: Appeal) -> list[int]:
    relied = _relied(appeal)
    left = appeal.evidence.exclude(state=Evidence.State.ERASED).exclude(pk__in=relied)
    return list(left.order_by("pk").values_list("pk", flat=True))


def _relied(appeal: Appeal) -> list[int]:
    """Return the files on which a standing decision rests, of this case or a later one."""
    rests = Q(outcomes__decision__voided_at=None, outcomes__decision__effective_at__isnull=False)
    left = appeal.evidence.exclude(state=Evidence.State.ERASED).filter(rests)
    return list(left.order_by("pk").values_list("pk", flat=True).distinct())


def _consents(appeal: Appeal) -> list[int]:
    standing = appeal.consents.filter(withdrawn_at=None)
    return list(standing.order_by("pk").values_list("pk", flat=True))


def _contact(appeal: Appeal) -> list[int]:
    """Return the case's own key where it holds a contact of anybody."""
    helper = getattr(appeal, "helper", None)
    said = [appeal.email, appeal.phone]
    said += [text for change in appeal.contact_changes.all() for text in (change.value, change.was)]
    said += [helper.name, helper.phone, helper.email] if helper is not None else []
    return [appeal.pk] if any(said) else []


def _papers(appeal: Appeal) -> list[int]:
    return [] if appeal.erased_at else [appeal.pk]


_FOUND: Mapping[ErasurePart.Kind, Callable[[Appeal], list[int]]] = {
    _Kind.DRAFTS: _drafts_about,
    _Kind.FEEDBACK: _feedback,
    _Kind.FILES: _files,
    _Kind.RELIED: _relied,
    _Kind.CONSENTS: _consents,
    _Kind.CONTACT: _contact,
    _Kind.PAPERS: _papers,
}
