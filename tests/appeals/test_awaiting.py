"""What waits for a signature stands on the first page of who may give it, and of nobody else."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from appeals import erasure, lifecycle
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import DeletionList
from eligibility import policies, remedies
from portal import awaiting
from portal.models import User
from tests import builders
from tests.appeals.erasures import EVERY, SAID, withdrawn
from tests.appeals.rights import asked
from tests.desk import signed_in
from tests.eligibility import campaigns, drafts

pytestmark = pytest.mark.django_db

Sign = Callable[[User], object]


def awaited(user: User) -> list[str]:
    return [thing.address for thing in awaiting.of(user, at=builders.now())]


def remedy(at: datetime) -> tuple[User, str, Sign]:
    batch = campaigns.batch()
    campaigns.blocks_by(batch, 1)
    row = campaigns.opened(batch, role="supervisor")
    page = reverse("admin:eligibility_remedy_change", args=[row.pk])
    return row.opened_by, page, lambda by: remedies.approve(row, by=by, at=at)


def draft(at: datetime) -> tuple[User, str, Sign]:
    author = builders.officer("rule_officer")
    row = drafts.draft(by=author)
    page = reverse("admin:eligibility_rulepolicy_change", args=[row.pk])
    assert page not in awaited(builders.officer("supervisor"))  # nobody has tried it
    drafts.tried(row)
    return author, page, lambda by: policies.endorse(row, by=by, at=builders.NOON)


def decision(at: datetime) -> tuple[User, str, Sign]:
    agent, block = builders.officer("agent"), builders.block("G07")
    appeal = builders.appeal_about(block, at=at)
    lifecycle.take(appeal, by=agent, at=at)
    outcome = OutcomeChosen(block.pk, "lifted", "proof_convinces")
    ruling = Ruling(outcomes=(outcome,), explanation="Sudah diperiksa.")
    row = lifecycle.decide(appeal, by=agent, ruling=ruling, at=at)
    page = f"{reverse('admin:appeals_appeal_changelist')}?tab=approval"
    return agent, page, lambda by: lifecycle.approve(row, by=by, at=at)


def data_answer(at: datetime) -> tuple[User, str, Sign]:
    first = builders.officer("privacy_officer")
    request = asked(withdrawn(at), "erase", at=at)
    row = erasure.propose(request, SAID, kinds=EVERY, by=first, at=at)
    page = reverse("admin:appeals_datarequest_change", args=[request.pk])
    return first, page, lambda by: erasure.sign(row, by=by, at=at)


def deletion_list(at: datetime) -> tuple[User, str, Sign]:
    first = builders.officer("privacy_officer")
    row = DeletionList.objects.create(
        day=at.date(), asked_at=at, due_at=at, done_at=at, proposed_by=first, proposed_at=at
    )
    page = reverse("admin:appeals_deletionlist_change", args=[row.pk])
    signed = DeletionList.objects.filter(pk=row.pk)
    return first, page, lambda by: signed.update(signed_by=by, signed_at=at)


@pytest.mark.parametrize(
    ("make", "role", "others"),
    [
        (remedy, "supervisor", ["rule_officer", "agent", "auditor"]),
        (draft, "rule_officer", ["agent", "auditor"]),
        (decision, "supervisor", ["agent", "auditor"]),
        (data_answer, "privacy_officer", ["supervisor", "auditor"]),
        (deletion_list, "privacy_officer", ["supervisor", "auditor"]),
    ],
)
def test_it_waits_for_who_may_sign_it_until_it_is_signed(
    make: Callable[[datetime], tuple[User, str, Sign]],
    role: str,
    others: list[str],
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.EVIDENCE_DIR = tmp_path
    own, page, sign = make(builders.now())
    signer = builders.officer(role)
    assert page in awaited(signer)
    for other in (own, *(builders.officer(each) for each in others)):
        assert page not in awaited(other)
    sign(signer)
    assert page not in awaited(signer)


def test_of_many_the_first_ten_stand_there_and_the_way_to_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(awaiting, "MOST", 1)
    for _ in range(2):
        decision(builders.now())
        remedy(builders.now())
    html = signed_in(builders.officer("supervisor")).get("/pmo/").content.decode()
    assert html.count("Berkas Maret keliru") == 1
    assert (
        f'href="{reverse("admin:eligibility_remedy_changelist")}">Pemulihan bersama lainnya' in html
    )
    assert "Putusan yang menunggu persetujuan kedua: 1+" in html


def test_each_kind_is_asked_for_once_by_who_may_sign_it() -> None:
    # Exports, remedies, drafts, and decisions with the limits of the desk.
    for role, count in {"supervisor": 5, "privacy_officer": 2, "agent": 0}.items():
        user = builders.officer(role)
        assert user.role_names
        with CaptureQueriesContext(connection) as queries:
            awaiting.of(user, at=builders.now())
        assert (role, len(queries)) == (role, count)
