"""Screening and the lists read through their indexes, whatever else there is in the tables."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from benchmarks import nation
from eligibility import changed, screening
from eligibility.models import Account, ScreeningRun
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.eligibility import people
from tests.eligibility.plans import Plans, planned

pytestmark = pytest.mark.django_db

# So many that reading a table from end to end costs more than looking the changed ones up.
ACCOUNTS, CHANGED = 20_000, 50
PAGE = 55  # more than a list shows at once
LARGE = (
    "account", "finding", "grant", "trainingpurchase", "registrationevent", "registryverdict",
    "block",
)  # fmt: skip
# What years leave behind: findings that were settled long ago, and blocks that ended.
_HISTORY = """
    WITH found AS (
        INSERT INTO eligibility_finding (account_id, rule, ground, policy_id, facts, facts_digest,
                                         source, found_at, status)
        SELECT account.id, policy.rule, 'G05', policy.id, '{}', n::text, '', now(), 'settled'
        FROM eligibility_account account, generate_series(1, 5) n, eligibility_rulepolicy policy
        WHERE policy.rule = 'employment'
        RETURNING id, account_id, rule, ground, facts_digest
    )
    INSERT INTO eligibility_block
        (account_id, finding_id, rule, ground, status, proposed_at, ended_at, reason)
    SELECT account_id, id, rule, ground, 'lifted', now(), now(), '' FROM found
    WHERE facts_digest < '4'
"""


@pytest.fixture(scope="module", autouse=True)
def screened(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Screen an invented nation once for all tests here, and forget it afterwards."""
    with django_db_blocker.unblock():
        nation.populate(ACCOUNTS, show=lambda line: None)
        assert people.screen(at=NOON - timedelta(days=1)).status == ScreeningRun.Status.FINISHED
        with connection.cursor() as cursor:
            cursor.execute(_HISTORY)
            cursor.execute("VACUUM (ANALYZE)")
        yield
        with connection.cursor() as cursor:
            cursor.execute(
                "TRUNCATE eligibility_account, eligibility_importbatch, eligibility_gelombang, "
                "eligibility_screeningrun, portal_auditentry CASCADE"
            )


def night() -> Plans:
    """Screen everybody again, a few of whom have changed."""
    Account.objects.filter(pk__in=range(1, ACCOUNTS, 500)).update(education="school")
    with planned() as plans:
        people.screen()
    return plans


def day() -> Plans:
    """Screen a few accounts all over the table that are noted as changed."""
    keys = range(3, ACCOUNTS, ACCOUNTS // CHANGED)
    Account.objects.filter(pk__in=keys).update(education="university")
    changed.note(keys, at=NOON)
    with planned() as plans:
        run = screening.screen_changed(at=NOON)
        while screening.work_off(run):
            pass
    assert run is not None
    run.refresh_from_db()
    assert run.findings > CHANGED / 2
    return plans


def test_groups_are_counted_along_their_narrow_indexes() -> None:
    assert night().index_only() >= {
        "account_by_phone", "account_by_email", "account_by_payout",
        "event_by_device", "event_by_address", "one_grant_per_wave",
    }  # fmt: skip


def test_of_everybody_only_what_changed_is_looked_up_among_the_findings() -> None:
    plans = night()
    for verb in ("UPDATE eligibility_finding", "INSERT INTO eligibility_finding"):
        assert plans.of(verb).planned
        assert plans.of(verb).scanned("finding") == []


def test_accounts_that_changed_are_looked_up_one_by_one() -> None:
    assert day().scanned(*LARGE) == []


@pytest.mark.parametrize("rows", ["account", "block", "finding"])
def test_a_list_is_read_along_its_key(rows: str) -> None:
    for _ in range(PAGE):
        builders.block()  # the invented nation's numbers are hashes that no page can show
    client = signed_in(builders.officer("supervisor"))
    with planned() as plans:
        assert client.get(reverse(f"admin:eligibility_{rows}_changelist")).status_code == 200
    listed = Plans([one for one in plans.planned if f'FROM "eligibility_{rows}"' in one[0]])
    assert listed.planned
    assert listed.scanned("account", rows) == []
    assert listed.sorts() == []
