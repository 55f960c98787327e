"""Correcting a case's contact: proved by a code, told to the old one, taken back within 72 hours."""

from datetime import datetime, timedelta

import pytest

from appeals import access, contact
from appeals.models import Appeal, ContactChange
from portal import office
from portal.models import AuditEntry, OutgoingMessage
from tests import builders
from tests.appeals.rights import asked
from tests.builders import NOON

pytestmark = pytest.mark.django_db

_NEW = "baru@example.id"


@pytest.fixture(autouse=True)
def _known_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.codes.secrets.randbelow", lambda _: 123456)


def changed(appeal: Appeal, value: str = _NEW, at: datetime = NOON) -> ContactChange:
    change = contact.ask(appeal, field="email", value=value, at=at)
    assert contact.confirm(change, code="123456", at=at)
    appeal.refresh_from_db()
    return change


def mail_to(address: str) -> str:
    rows = OutgoingMessage.objects.filter(key__startswith="contact:", recipient=address)
    return str(rows.get().body)


def test_nothing_changes_before_the_code() -> None:
    appeal = builders.appeal()
    contact.ask(appeal, field="email", value=_NEW, at=NOON)
    appeal.refresh_from_db()
    assert appeal.email == "siti@example.id"
    assert OutgoingMessage.objects.get(recipient=_NEW).body.startswith("Kode Anda: 123456")


def test_the_code_puts_the_new_address_in_and_tells_both() -> None:
    appeal = builders.appeal()
    changed(appeal)
    assert appeal.email == _NEW
    assert "/kontak/" in mail_to("siti@example.id")
    assert f"/k/{appeal.reference}/" in mail_to(_NEW)


def test_the_old_address_gets_no_way_into_the_case() -> None:
    appeal = builders.appeal()
    changed(appeal)
    assert "/k/" not in mail_to("siti@example.id")


def test_a_wrong_code_changes_nothing() -> None:
    appeal = builders.appeal()
    change = contact.ask(appeal, field="email", value=_NEW, at=NOON)
    assert not contact.confirm(change, code="000000", at=NOON)
    appeal.refresh_from_db()
    assert appeal.email == "siti@example.id"


def test_confirming_twice_is_confirming_once() -> None:
    appeal = builders.appeal()
    change = changed(appeal)
    assert contact.confirm(change, code="123456", at=NOON)
    assert AuditEntry.objects.filter(action="contact.changed").count() == 1


def test_the_audit_names_the_field_and_no_value() -> None:
    changed(builders.appeal())
    entry = AuditEntry.objects.get(action="contact.changed")
    assert entry.details == {"field": "email"}


def test_the_account_on_file_keeps_its_contact() -> None:
    block = builders.block()
    before = block.account.email
    changed(builders.appeal_about(block))
    block.account.refresh_from_db()
    assert block.account.email == before


def test_a_phone_number_is_proved_by_the_cases_address() -> None:
    appeal = builders.appeal()
    change = contact.ask(appeal, field="phone", value="081299990000", at=NOON)
    code = OutgoingMessage.objects.get(key__startswith="code:contact:")
    assert (code.recipient, "123456" in code.body) == (appeal.email, True)
    assert contact.confirm(change, code="123456", at=NOON)
    appeal.refresh_from_db()
    assert appeal.phone == "081299990000"
    assert "/kontak/" in mail_to(appeal.email)


def test_asking_anew_drops_the_earlier_wish() -> None:
    appeal = builders.appeal()
    first = contact.ask(appeal, field="email", value="typo@example.id", at=NOON)
    contact.ask(appeal, field="email", value=_NEW, at=NOON)
    assert not contact.confirm(first, code="123456", at=NOON)
    pending = contact.pending(appeal, at=NOON)
    assert pending is not None
    assert pending.value == _NEW


def test_the_same_contact_is_no_change() -> None:
    with pytest.raises(contact.NotPossible):
        contact.ask(builders.appeal(), field="email", value="siti@example.id", at=NOON)


@pytest.mark.parametrize(("hours", "is_possible"), [(72, True), (72.01, False)])
def test_a_change_is_taken_back_within_72_hours(hours: float, is_possible: bool) -> None:
    appeal = builders.appeal()
    change = changed(appeal)
    at = NOON + timedelta(hours=hours)
    if is_possible:
        contact.undo(change, at=at)
    else:
        with pytest.raises(contact.TooLate):
            contact.undo(change, at=at)
    appeal.refresh_from_db()
    assert appeal.email == ("siti@example.id" if is_possible else _NEW)


def test_taking_back_the_first_of_two_changes_undoes_both() -> None:
    appeal = builders.appeal()
    first = changed(appeal)
    changed(appeal, "ketiga@example.id")
    contact.undo(first, at=NOON)
    contact.undo(first, at=NOON)
    appeal.refresh_from_db()
    assert appeal.email == "siti@example.id"
    assert not ContactChange.objects.filter(withdrawn_at=None).exists()
    assert AuditEntry.objects.filter(action="contact.restored").count() == 1


@pytest.mark.parametrize(("days", "rests"), [(6, True), (8, False)])
def test_after_that_the_contact_rests_for_a_week(days: int, rests: bool) -> None:
    appeal = builders.appeal()
    contact.undo(changed(appeal), at=NOON)
    later = NOON + timedelta(days=days)
    assert contact.is_resting(appeal, at=later) is rests
    if rests:
        with pytest.raises(contact.NotPossible):
            contact.ask(appeal, field="email", value="lagi@example.id", at=later)


def test_the_news_go_to_the_new_address() -> None:
    appeal = builders.appeal()
    changed(appeal)
    contact_of = OutgoingMessage.objects.filter(key__contains="contact_changed").get()
    assert contact_of.recipient == _NEW


def test_taking_a_change_back_reaches_the_banding_that_took_the_contact_over() -> None:
    block = builders.block()
    first = builders.appeal_about(block)
    own = first.email
    change = changed(first)
    second = builders.appeal_about(block, at=NOON)
    Appeal.objects.filter(pk=second.pk).update(previous=first, root=first, level=2, email=_NEW)
    contact.undo(change, at=NOON)
    second.refresh_from_db()
    assert second.email == own
    assert contact.is_resting(second, at=NOON + timedelta(days=1))


def test_taking_a_change_back_leaves_a_contact_that_was_never_it() -> None:
    block = builders.block()
    first = builders.appeal_about(block)
    second = builders.appeal_about(block)
    change = changed(first)
    kept = "sendiri@example.id"
    Appeal.objects.filter(pk=second.pk).update(previous=first, root=first, level=2, email=kept)
    contact.undo(change, at=NOON)
    second.refresh_from_db()
    assert second.email == kept


def test_the_letters_about_a_change_say_the_opening_hours() -> None:
    appeal = builders.appeal()
    contact.undo(changed(appeal), at=NOON)
    for template in ("contact_left", "contact_back"):
        body = OutgoingMessage.objects.get(key__endswith=template).body
        assert office.hours_in_words() in body


def test_a_corrected_contact_ends_the_link_the_old_one_got() -> None:
    appeal = builders.appeal()
    old = access.secret_link(appeal)
    changed(appeal)
    assert old not in mail_to(_NEW)
    assert access.secret_link(appeal) in mail_to(_NEW)


def test_an_address_that_stays_is_told_the_link_renewed_with_the_number() -> None:
    appeal = builders.appeal()
    change = contact.ask(appeal, field="phone", value="081299990000", at=NOON)
    assert contact.confirm(change, code="123456", at=NOON)
    appeal.refresh_from_db()
    assert access.secret_link(appeal) in mail_to(appeal.email)


def test_taking_a_change_back_renews_the_links_of_the_case_and_its_bandings() -> None:
    block = builders.block()
    first, second, third = (builders.appeal_about(block) for _ in range(3))
    change = changed(first)
    went_on = {"previous": first, "root": first, "level": 2}
    Appeal.objects.filter(pk=second.pk).update(**went_on, email=_NEW)
    kept = "sendiri@example.id"
    Appeal.objects.filter(pk=third.pk).update(**went_on, email=kept, status="closed")
    old = [access.secret_link(case) for case in (first, second, third)]
    contact.undo(change, at=NOON)
    for case, link in zip((first, second, third), old, strict=True):
        case.refresh_from_db()
        assert access.secret_link(case) != link
        told = OutgoingMessage.objects.filter(recipient=case.email, key__startswith="contact:")
        assert any(access.secret_link(case) in message.body for message in told)


def test_a_number_put_in_by_whoever_held_the_address_goes_with_it() -> None:
    appeal = builders.appeal()
    number = appeal.phone
    change = changed(appeal)
    phone = contact.ask(appeal, field="phone", value="081299990000", at=NOON)
    assert contact.confirm(phone, code="123456", at=NOON)
    contact.undo(change, at=NOON)
    appeal.refresh_from_db()
    assert (appeal.email, appeal.phone) == ("siti@example.id", number)


def test_a_number_corrected_before_stays_when_the_address_is_taken_back() -> None:
    appeal = builders.appeal()
    phone = contact.ask(appeal, field="phone", value="081299990000", at=NOON)
    assert contact.confirm(phone, code="123456", at=NOON)
    contact.undo(changed(appeal, at=NOON + timedelta(minutes=1)), at=NOON + timedelta(hours=1))
    appeal.refresh_from_db()
    assert appeal.phone == "081299990000"


def test_the_answer_to_a_data_request_goes_to_the_contact_that_is_back() -> None:
    appeal = builders.appeal()
    change = changed(appeal)
    request = asked(appeal, at=NOON)
    assert request.email == _NEW
    contact.undo(change, at=NOON)
    request.refresh_from_db()
    assert request.email == "siti@example.id"


def test_a_contact_that_is_back_is_announced_as_back() -> None:
    contact.undo(changed(builders.appeal()), at=NOON)
    message = OutgoingMessage.objects.get(key__endswith="contact_back")
    assert message.subject.startswith("Kontak pengaduan Anda kembali seperti semula")
