"""What is owed about blocks: a letter once a kind, a webhook for each address that asked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eligibility import announcements
from eligibility.models import (
    Block,
    BlockLetter,
    ImportBatch,
    Partner,
    PartnerKey,
    Restoration,
    WebhookDelivery,
    WebhookEndpoint,
)
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db

EVENTS = ["account.blocked", "account.block_lifted", "account.restored"]
LATER = NOON + timedelta(minutes=1)


def endpoint(*, is_active: bool = True, **partner: object) -> WebhookEndpoint:
    owner = Partner.objects.create(
        name=f"Mitra {Partner.objects.count()}", created_at=NOON, **partner
    )
    hears_of_all(owner)
    return WebhookEndpoint.objects.create(
        partner=owner, url="https://mitra.example.id/", events=EVENTS, is_active=is_active
    )


def hears_of_all(owner: Partner) -> PartnerKey:
    """Let the partner ask about every account, and so hear of every one."""
    return PartnerKey.objects.create(
        partner=owner, prefix=f"prefix{owner.pk}", scopes=["status_all"], created_at=NOON,
        expires_at=NOON + timedelta(days=30),
    )  # fmt: skip


def fresh_block(ground: str = "G03") -> Block:
    """Return a block whose announcements are not written yet."""
    block = builders.block(ground)
    BlockLetter.objects.all().delete()
    WebhookDelivery.objects.all().delete()
    return block


def test_a_new_block_owes_a_letter_and_a_webhook() -> None:
    block, address = fresh_block(), endpoint()
    announcements.blocked([block.pk], at=NOON)
    letter = BlockLetter.objects.get()
    delivery = WebhookDelivery.objects.get()
    assert (letter.block, letter.kind, letter.due_at) == (block, "blocked", NOON)
    assert (delivery.endpoint, delivery.block) == (address, block)
    assert (delivery.event, delivery.happened_at) == ("account.blocked", NOON)


def test_saying_it_twice_owes_it_once() -> None:
    block = fresh_block()
    endpoint()
    for _ in range(2):
        announcements.blocked([block.pk], at=NOON)
        announcements.lifted([block.pk], at=NOON)
        announcements.owe_restored_letters([block.pk], at=NOON)
    assert BlockLetter.objects.count() == WebhookDelivery.objects.count() == 2


def test_a_letter_is_owed_once_whenever_it_is_asked_for() -> None:
    block = fresh_block()
    announcements.owe_restored_letters([block.pk], at=NOON)
    announcements.owe_restored_letters([block.pk], at=LATER)
    assert BlockLetter.objects.get().due_at == NOON


def test_a_proposal_is_announced_to_nobody() -> None:
    block = fresh_block()
    Block.objects.update(status="proposed", confirmed_at=None)
    endpoint()
    announcements.blocked([block.pk], at=NOON)
    announcements.lifted([block.pk], at=NOON)
    assert not BlockLetter.objects.exists()
    assert not WebhookDelivery.objects.exists()


@pytest.mark.parametrize("event", EVENTS)
def test_only_what_an_address_asked_for_is_owed(event: str) -> None:
    block, address = fresh_block(), endpoint()
    WebhookEndpoint.objects.filter(pk=address.pk).update(events=[event])
    Restoration.objects.create(block=block, kind="next_wave", restored_at=NOON)
    announcements.blocked([block.pk], at=NOON)
    announcements.lifted([block.pk], at=NOON)
    announcements.restored([block.pk], at=NOON)
    assert WebhookDelivery.objects.get().event == event


def test_addresses_and_partners_out_of_use_are_owed_nothing() -> None:
    block = fresh_block()
    endpoint(is_active=False)
    WebhookEndpoint.objects.filter(pk=endpoint().pk).update(
        partner=Partner.objects.create(name="Berhenti", created_at=NOON, is_active=False)
    )
    announcements.blocked([block.pk], at=NOON)
    assert not WebhookDelivery.objects.exists()


def test_nothing_given_back_is_no_restoration() -> None:
    block = fresh_block()
    endpoint()
    announcements.restored([block.pk], at=NOON)
    assert not WebhookDelivery.objects.exists()


def cost_of(count: int) -> int:
    blocks = [fresh_block().pk for _ in range(count)]
    with CaptureQueriesContext(connection) as captured:
        announcements.blocked(blocks, at=NOON)
    return len(captured)


def test_twenty_five_cost_as_many_queries_as_one() -> None:
    endpoint()
    assert cost_of(1) == cost_of(25) == 3


@pytest.mark.parametrize("ended", [{"revoked_at": NOON}, {"expires_at": NOON}, {"scopes": []}])
def test_an_address_hears_of_nobody_whom_its_partner_may_not_ask_about(
    ended: dict[str, object],
) -> None:
    block = fresh_block()
    endpoint()
    PartnerKey.objects.update(**ended)
    announcements.blocked([block.pk], at=NOON)
    assert not WebhookDelivery.objects.exists()


@pytest.mark.parametrize("kind", ["accounts", "grants", "training", "events"])
def test_an_address_hears_of_whom_its_partner_sent(kind: str) -> None:
    mine, other = fresh_block(), fresh_block()
    address = endpoint()
    PartnerKey.objects.all().delete()
    batch = ImportBatch.objects.create(
        kind=kind, source=address.partner.source, source_date=NOON.date(), started_at=NOON
    )
    award = people.grant(mine.account)
    bought = people.purchase(award, bought_at=NOON)
    event = mine.account.events.create(kind="registered", at=NOON)
    sent = {"accounts": mine.account, "grants": award, "training": bought, "events": event}[kind]
    type(sent)._default_manager.filter(pk=sent.pk).update(batch=batch)
    announcements.blocked([mine.pk, other.pk], at=NOON)
    assert [each.block for each in WebhookDelivery.objects.all()] == [mine]
