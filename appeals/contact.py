"""Corrects where a case's news go: a code proves the new contact, the old one may take it back.

A link that somebody else may hold is renewed with the contact: what went to the old one opens the
case no more, and after a take-back nothing that went to the new one does, in the whole matter.

Only the case changes. The contact of the account on file is not touched through an appeal, or
whoever stole a case could take the account with it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import access, brief, data_requests
from appeals.models import Appeal, ContactChange
from portal import audit, calendar, challenge, codes, office, outbox, tokens
from portal.channels import sms
from portal.channels.way import Channel, Way, surest

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

UNDO_FOR = timedelta(hours=72)
# After a change was taken back the page takes no other: the person is helped on the phone.
REST = timedelta(days=7)

_CODE = "contact"
_UNDO = "contact-undo"
_Field = ContactChange.Field
_SUBJECTS: "Mapping[str, Text]" = {
    "contact_changed": gettext_lazy("Kontak pengaduan Anda diganti"),
    "contact_left": gettext_lazy("Kontak pengaduan Anda diganti"),
    "contact_back": gettext_lazy("Kontak pengaduan Anda kembali seperti semula"),
    "link_renewed": gettext_lazy("Tautan pengaduan Anda diganti"),
}


class NotPossible(Exception):
    """The contact cannot be changed here: it was taken back lately, or nothing would change."""


class NotProvable(NotPossible):
    """No code can prove this number: no SMS goes there, and the case has no address."""


class TooLate(Exception):
    """The time to take the change back is over."""


def is_resting(appeal: Appeal, *, at: datetime) -> bool:
    """Say whether a change was taken back so lately that the page takes no other.

    In the whole matter: a case that goes on from another has taken its contact over.
    """
    matter = Appeal.objects.of_matter(appeal)
    taken_back = ContactChange.objects.filter(appeal__in=matter).exclude(confirmed_at=None)
    return taken_back.filter(withdrawn_at__gt=at - REST).exists()


def ask(appeal: Appeal, *, field: str, value: str, at: datetime) -> ContactChange:
    """Note the new contact and send the code that confirms it; an earlier wish is dropped.

    The new contact gets the code itself; where no SMS goes to a new number, the case's address
    confirms it. Raises NotPossible and NotProvable.
    """
    if _way_of_code(appeal, field=field, value=value) is None:
        raise NotProvable(f"no code can go to the new {field} of appeal {appeal.pk}")
    with transaction.atomic():
        locked = Appeal.objects.select_for_update(of=("self",), no_key=True).get(pk=appeal.pk)
        if is_resting(locked, at=at) or value == _present(locked, field):
            raise NotPossible(f"{field} of appeal {appeal.pk} cannot be changed so")
        locked.contact_changes.filter(confirmed_at=None, withdrawn_at=None).update(withdrawn_at=at)
        change = ContactChange.objects.create(
            appeal=locked, field=_Field(field), value=value, asked_at=at
        )
    send_code(change, at=at)
    return change


def send_code(change: ContactChange, *, at: datetime) -> None:
    """Send a fresh code for the change; too many within the hour send nothing more."""
    letter = challenge.Letter(_("Kode untuk mengganti kontak"), "appeals/cases/contact_code.txt")
    challenge.send(_CODE, str(change.pk), to=way_of_code(change), letter=letter, at=at)


def way_of_code(change: ContactChange) -> Way | None:
    """Return where the code goes that proves the change."""
    return _way_of_code(change.appeal, field=change.field, value=change.value)


def _way_of_code(appeal: Appeal, *, field: str, value: str) -> Way | None:
    if field == _Field.EMAIL:
        return Way(Channel.EMAIL, value)
    if sms.reaches(value):
        return Way(Channel.SMS, value)
    return surest(appeal.email, "")


def pending(appeal: Appeal, *, at: datetime) -> ContactChange | None:
    """Return the change that waits for its code, while a code may still come."""
    waiting = appeal.contact_changes.filter(confirmed_at=None, withdrawn_at=None)
    return waiting.filter(asked_at__gt=at - timedelta(hours=1)).order_by("-pk").first()


def confirm(change: ContactChange, *, code: str, at: datetime) -> bool:
    """Put the new contact into the case if `code` is right; the old contact is told at once.

    Safe to call twice: True while the change stands.
    """
    is_right = codes.redeem(_CODE, str(change.pk), code, at=at)
    with transaction.atomic():
        appeal = Appeal.objects.select_for_update(of=("self",), no_key=True).get(
            pk=change.appeal_id
        )
        change.refresh_from_db()
        if not is_right or change.confirmed_at or change.withdrawn_at:
            return change.confirmed_at is not None and change.withdrawn_at is None
        change.was = _present(appeal, change.field)
        change.confirmed_at = at
        change.save(update_fields=["was", "confirmed_at"])
        _put(appeal, change.field, change.value)
        access.renew(appeal, at=at)
        audit.record("contact.changed", by=None, subject=appeal, at=at, field=change.field)
        _tell_old(appeal, change, at=at)
        _tell_present(appeal, change, template="contact_changed", at=at)
    return True


def find(change_id: int, token: str) -> ContactChange | None:
    """Return the change that a link to take it back names, if the link is ours."""
    if not tokens.matches(_UNDO, str(change_id), token):
        return None
    changes = ContactChange.objects.select_related("appeal").exclude(confirmed_at=None)
    return changes.filter(pk=change_id).first()


def undo(change: ContactChange, *, at: datetime) -> None:
    """Put the contact back as it was before the change, and drop later ones; safe to call twice.

    So also in the cases that took the contact over: those that went on from this one; and of both
    fields, as the later ones were told to a contact that was not the person's. The links of the
    whole matter are renewed, or whoever had changed the contact would keep one. Raises TooLate
    after UNDO_FOR.
    """
    with transaction.atomic():
        matter = Appeal.objects.of_matter(change.appeal).order_by("pk")
        cases = {case.pk: case for case in matter.select_for_update(of=("self",), no_key=True)}
        change.refresh_from_db()
        if change.withdrawn_at is not None:
            return
        if change.confirmed_at is None or change.confirmed_at + UNDO_FOR < at:
            raise TooLate(f"change {change.pk} can no longer be taken back")
        unconfirmed_or_later = Q(confirmed_at=None) | Q(confirmed_at__gte=change.confirmed_at)
        since = ContactChange.objects.filter(appeal__in=cases, withdrawn_at=None)
        taken = list(since.filter(unconfirmed_or_later).order_by("pk"))
        since.filter(unconfirmed_or_later).update(withdrawn_at=at)
        restored = {pk for field in _Field for pk in _put_back(cases, taken, field, at=at)}
        for case in cases.values():
            access.renew(case, at=at)
            template = "contact_back" if case.pk in restored else "link_renewed"
            _tell_present(case, change, template=template, at=at)
    change.refresh_from_db()


def _put_back(
    cases: Mapping[int, Appeal], taken: Sequence[ContactChange], field: str, *, at: datetime
) -> list[int]:
    """Undo in `cases` what the changes of `field` had put in; return the keys of those cases."""
    wrong = [one for one in taken if one.field == field and one.confirmed_at]
    if not wrong:
        return []
    first, foreign = wrong[0], {one.value for one in wrong}
    held = [
        case
        for case in cases.values()
        if case.pk == first.appeal_id or _present(case, field) in foreign
    ]
    for case in held:
        _put(case, field, first.was)
        audit.record("contact.restored", by=None, subject=case, at=at, field=field)
    data_requests.send_elsewhere(cases.values(), field=field, instead_of=foreign, to=first.was)
    return [case.pk for case in held]


def _present(appeal: Appeal, field: str) -> str:
    present: str = appeal.email if field == _Field.EMAIL else appeal.phone
    return present


def _put(appeal: Appeal, field: str, value: str) -> None:
    if field == _Field.EMAIL:
        appeal.email = value
        appeal.save(update_fields=["email"])
    else:
        appeal.phone = value
        appeal.save(update_fields=["phone"])


def _tell_old(appeal: Appeal, change: ContactChange, *, at: datetime) -> None:
    """Tell the contact that was; a phone number is spoken for by the case's address, if any."""
    token = tokens.make(_UNDO, str(change.pk))
    link = settings.SITE_URL + reverse("case_contact_undo", args=[change.pk, token])
    if change.field == _Field.EMAIL:
        way = surest(change.was, appeal.phone)
    else:
        way = surest(appeal.email, change.was)
    until = at + UNDO_FOR
    if way is not None and way.channel == Channel.EMAIL:
        words: dict[str, object] = {"link": link, "until": until}
        if way.to == appeal.email:  # the address stays, and its old link has just ended
            words["case_link"] = access.secret_link(appeal)
        _queue(appeal, change, to=way.to, template="contact_left", words=words, at=at)
    elif way is not None:
        with translation.override(appeal.language):
            last_day = calendar.civil_date(until)
            body = brief.undo(appeal, link=link, until=brief.day_of(last_day))
        _queue_short(appeal, change, to=way.to, template="contact_left", body=body, at=at)


def _tell_present(appeal: Appeal, change: ContactChange, *, template: str, at: datetime) -> None:
    link = access.secret_link(appeal)
    if not appeal.email:
        if sms.reaches(appeal.phone):
            with translation.override(appeal.language):
                body = brief.words(appeal, template, link=link, channel=Channel.SMS)
            _queue_short(appeal, change, to=appeal.phone, template=template, body=body, at=at)
        return
    if change.field == _Field.PHONE and template == "contact_changed":
        return  # the same address has just been told
    _queue(appeal, change, to=appeal.email, template=template, words={"link": link}, at=at)


def _queue_short(
    appeal: Appeal, change: ContactChange, *, to: str, template: str, body: str, at: datetime
) -> None:
    outbox.queue(
        to=to,
        channel=Channel.SMS,
        subject=_subject(appeal, template),
        body=body,
        key=_key(appeal, change, template),
        at=at,
    )


def _queue(
    appeal: Appeal,
    change: ContactChange,
    *,
    to: str,
    template: str,
    words: Mapping[str, object],
    at: datetime,
) -> None:
    about: dict[str, object] = {
        "appeal": appeal, "change": change,
        "phone": settings.CONTACT_PHONE, "hours": office.hours_in_words(),
    }  # fmt: skip
    with translation.override(appeal.language):
        body = render_to_string(f"appeals/notices/{template}.txt", {**about, **words})
    outbox.queue(
        to=to,
        subject=_subject(appeal, template),
        body=body,
        key=_key(appeal, change, template),
        at=at,
    )


def _subject(appeal: Appeal, template: str) -> str:
    with translation.override(appeal.language):
        return f"{_SUBJECTS[template]} · {appeal.reference}"


def _key(appeal: Appeal, change: ContactChange, template: str) -> str:
    if appeal.pk == change.appeal_id:
        return f"contact:{change.pk}:{template}"
    return f"contact:{change.pk}:{appeal.pk}:{template}"
