"""A second filing about a block: it joins the person's own open case, or is a case of its own."""

from datetime import timedelta
from typing import Any

import pytest

from appeals import lifecycle
from appeals.filing import GroundClaim
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import Appeal, ContestedBlock
from eligibility.models import Block, Hold
from portal.models import AuditEntry, OutgoingMessage
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db

_LATER = NOON + timedelta(days=1)
_OTHER: dict[str, Any] = {"email": "lain@example.id", "phone": "081300000009"}


def _two_blocks() -> tuple[Block, Block]:
    first = builders.block("G03")
    return first, builders.block("G10", on=first.account)


def _about(contested: Block, *grounds: str, **over: Any) -> Appeal:
    claims = tuple(GroundClaim(ground) for ground in grounds)
    return builders.appeal_about(contested, claims=claims, **over)


def _leads(appeal: Appeal) -> list[str]:
    rows = ContestedBlock.objects.filter(appeal=appeal, leads=True)
    return list(rows.order_by("block__ground").values_list("block__ground", flat=True))


def _refuse(appeal: Appeal) -> None:
    officer = builders.officer()
    lifecycle.take(appeal, by=officer, at=NOON)
    chosen = tuple(
        OutcomeChosen(block.pk, "upheld", "rule_applies")
        for block in lifecycle.open_contested_blocks(appeal)
    )
    lifecycle.decide(appeal, by=officer, ruling=Ruling(chosen, "Sudah dibaca."), at=NOON)


def _told(address: str) -> list[str]:
    mails = OutgoingMessage.objects.filter(recipient=address).order_by("pk")
    return [mail.key.split(":")[2] for mail in mails]


@pytest.mark.parametrize("same", [{"email": "lain@example.id"}, {"phone": "081300000009"}, {}])
def test_a_second_filing_with_one_contact_of_the_first_joins_it(same: dict[str, str]) -> None:
    block = builders.block()
    first = builders.appeal_about(block)
    second = builders.appeal_about(block) if not same else _with(block, same)
    assert second.status == Appeal.Status.MERGED
    assert second.merged_into == first
    assert _leads(first) == ["G03"]
    assert Hold.objects.standing().get().reference == first.reference
    assert AuditEntry.objects.filter(action="appeal.joined_by", subject_id=first.pk).exists()


def _with(block: Block, over: dict[str, str]) -> Appeal:
    return builders.appeal(nik=block.account.nik, **{"email": block.account.email, **over})


def test_whoever_proved_the_account_joins_its_open_case() -> None:
    block = builders.block()
    first = builders.appeal_about(block)
    proved = block.account_id
    assert builders.rival_about(block, proved_account_id=proved).merged_into == first


def test_having_proved_another_account_proves_nothing() -> None:
    block = builders.block()
    builders.appeal_about(block)
    other = builders.account().pk
    assert builders.rival_about(block, proved_account_id=other).status == "submitted"


@pytest.mark.parametrize("lanes", [("usual", "misuse"), ("misuse", "usual"), ("misuse", "misuse")])
def test_where_the_nik_was_misused_a_proved_account_proves_nothing(lanes: tuple[str, str]) -> None:
    block = builders.block()
    builders.appeal_about(block, lane=lanes[0])
    second = builders.rival_about(block, proved_account_id=block.account_id, lane=lanes[1])
    assert second.status == "submitted"


def test_empty_contacts_are_nobodys() -> None:
    block = builders.block()
    builders.appeal_about(block, phone="")
    assert builders.rival_about(block, phone="").status == "submitted"


def test_somebody_else_has_a_case_of_their_own_and_both_are_marked() -> None:
    block = builders.block()
    first, second = builders.appeal_about(block), builders.rival_about(block)
    first.refresh_from_db()
    assert first.has_rival
    assert second.has_rival
    assert (_leads(first), _leads(second)) == (["G03"], [])
    assert Hold.objects.standing().count() == 2


def test_a_third_filing_joins_the_rival_it_comes_from() -> None:
    block = builders.block()
    builders.appeal_about(block)
    rival = builders.rival_about(block, **_OTHER)
    assert builders.rival_about(block, **_OTHER).merged_into == rival


def test_who_filed_alone_has_no_rival() -> None:
    assert not builders.appeal_about(builders.block()).has_rival


def test_both_contacts_are_told_of_a_joining_and_again_of_the_next() -> None:
    block = builders.block()
    builders.appeal_about(block)
    for address in ("satu@example.id", "dua@example.id"):
        builders.appeal(nik=block.account.nik, email=address)
        assert _told(address) == ["received", "joined"]
    assert _told(block.account.email) == ["received", "joined_by", "joined_by"]


def test_the_mail_of_a_joining_gives_no_number_of_a_case_to_another_address() -> None:
    block = builders.block()
    first = builders.appeal_about(block)
    builders.appeal(nik=block.account.nik, email="lain@example.id")
    builders.appeal_about(block)
    other, own = OutgoingMessage.objects.filter(key__contains=":joined:").order_by("pk")
    assert first.reference not in other.body
    assert first.reference in own.body


def test_the_first_message_is_the_same_for_everybody() -> None:
    block = builders.block()
    cases = [
        builders.appeal_about(block),
        builders.appeal_about(block),
        builders.rival_about(block),
        builders.appeal(email="sendiri@example.id", phone=""),
    ]
    mails = [OutgoingMessage.objects.get(key=f"appeal:{case.pk}:received:1") for case in cases]
    bodies = {_without_number(mail, case) for mail, case in zip(mails, cases, strict=True)}
    assert len(bodies) == 1


def _without_number(mail: OutgoingMessage, case: Appeal) -> str:
    lines = [line for line in mail.body.splitlines() if "/k/" not in line]
    return "\n".join(lines).replace(case.reference, "–")


def test_a_case_nobody_has_taken_grows_by_what_the_second_filing_adds() -> None:
    first_block, _ = _two_blocks()
    first = _about(first_block, "G03")
    second = _about(first_block, "G03", "G10")
    first.refresh_from_db()
    assert second.merged_into == first
    assert _leads(first) == ["G03", "G10"]
    assert first.revision == 2


@pytest.mark.parametrize("level", [1, 2])
def test_a_case_under_way_does_not_grow(level: int) -> None:
    first_block, _ = _two_blocks()
    first = _about(first_block, "G03")
    if level == 2:
        Appeal.objects.filter(pk=first.pk).update(level=2, previous=builders.appeal())
    else:
        lifecycle.take(first, by=builders.officer(), at=NOON)
    second = _about(first_block, "G03", "G10")
    assert second.status == Appeal.Status.SUBMITTED
    assert (_leads(first), _leads(second)) == (["G03"], ["G10"])
    assert second.contested.count() == 1


def test_another_ground_alone_is_a_case_of_its_own_without_rivals() -> None:
    first_block, _ = _two_blocks()
    first, second = _about(first_block, "G03"), _about(first_block, "G10")
    assert (_leads(first), _leads(second)) == (["G03"], ["G10"])
    assert not second.has_rival


def test_the_oldest_rival_leads_once_the_leading_case_is_withdrawn() -> None:
    block = builders.block()
    first, second, third = (
        builders.appeal_about(block),
        builders.rival_about(block),
        builders.rival_about(block),
    )
    lifecycle.withdraw(first, at=_LATER)
    assert (_leads(first), _leads(second), _leads(third)) == ([], ["G03"], [])


def test_after_the_decision_nobody_leads_and_the_next_filing_does() -> None:
    block = builders.block()
    first = builders.appeal_about(block)
    _refuse(first)
    assert _leads(first) == []
    assert _leads(builders.appeal_about(block)) == ["G03"]


def test_a_decision_tells_the_joined_who_have_another_address() -> None:
    block = builders.block()
    first = builders.appeal_about(block)
    builders.appeal_about(block)
    builders.appeal(nik=block.account.nik, email="lain@example.id")
    _refuse(first)
    assert _told("lain@example.id")[-1] == "joined_decided"
    assert _told(block.account.email).count("decided") == 1
    body = OutgoingMessage.objects.get(key__contains=":joined_decided:").body
    assert "Ditolak" in body
    assert "Sudah dibaca." not in body


def test_when_the_blocks_end_the_joined_are_told_too() -> None:
    block = builders.block()
    first = builders.appeal_about(block)
    builders.appeal(nik=block.account.nik, email="lain@example.id")
    first.contested.all().delete()
    lifecycle.void(first, by=builders.officer(), at=NOON)
    assert _told("lain@example.id")[-1] == "void"


def test_withdrawing_ends_what_the_same_address_added_and_nothing_else() -> None:
    block = builders.block()
    first, own = builders.appeal_about(block), builders.appeal_about(block)
    other = builders.appeal(nik=block.account.nik, email="lain@example.id")
    again = builders.appeal(nik=block.account.nik, email="lain@example.id")
    lifecycle.withdraw(first, at=_LATER)
    for case in (own, other, again):
        case.refresh_from_db()
    assert (own.status, own.merged_into) == ("merged", first)
    assert (other.status, other.merged_into, _leads(other)) == ("submitted", None, ["G03"])
    assert (again.status, again.merged_into) == ("merged", other)
    assert Hold.objects.standing().get().reference == other.reference
    assert _told("lain@example.id")[-1] == "parted"


def test_what_joined_a_merged_case_goes_with_it() -> None:
    block = builders.block()
    first, second = builders.appeal_about(block), builders.rival_about(block, **_OTHER)
    joined = builders.rival_about(block, **_OTHER)
    lifecycle.merge(second, into=first, by=builders.officer(), at=NOON)
    joined.refresh_from_db()
    assert joined.merged_into == first


def test_the_same_form_twice_stays_the_joined_case() -> None:
    block = builders.block()
    builders.appeal_about(block)
    person = block.account
    filing = builders.filing(nik=person.nik, email=person.email)
    joined = lifecycle.submit(filing, at=NOON)
    assert lifecycle.submit(filing, at=NOON) == joined
    assert Appeal.objects.count() == 2
