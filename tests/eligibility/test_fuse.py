"""The fuse: how often people overturn a rule, when it only flags, and who lets it block again."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from eligibility import blocking, fuse, tasks
from eligibility.fuse import counting
from eligibility.models import Account, Block, Fuse, ImportBatch, RulePolicy
from portal.models import AuditEntry, OutgoingMessage
from tests import builders
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.decisions import batch, blown_fuse, decided
from tests.eligibility.drafts import enabled

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def few_suffice(settings: Any) -> None:
    """Let ten decisions tell."""
    settings.FUSE_LEAST_DECIDED = 10


def rates(rule: str | None = None) -> list[fuse.Rate]:
    """Count, and return what was counted."""
    with transaction.atomic():
        counting.count(at=NOON)
    return fuse.rates(rule)


@pytest.mark.parametrize(
    ("overturned", "of", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (15, 30, 0.3315, 0.6685)],
)
def test_the_interval_is_wilsons(overturned: int, of: int, low: float, high: float) -> None:
    assert fuse.wilson(overturned, of) == pytest.approx((low, high), abs=0.0001)


def test_rates_are_by_version_source_and_batch() -> None:
    file = batch()
    decided(3, 1, source="emis", batch=file)
    decided(0, 2)
    scopes = {fuse.scope_in_words(rate): (rate.overturned, rate.decided) for rate in rates()}
    assert scopes == {
        "versi 1": (3, 6),
        "sumber EMIS": (3, 4),
        "berkas platform, data per 3 Maret 2026": (3, 4),
    }


def test_rates_may_be_of_one_rule() -> None:
    decided(1, 0)
    assert rates("age") == []
    assert [rate.share for rate in rates("education")] == [1.0]


def test_what_no_person_decided_does_not_count() -> None:
    standing, expired, machine = (builders.block() for _ in range(3))
    blocking.expire([expired], by=None, at=NOON)
    blocking.lift([machine], by=None, reason="source_corrected", at=NOON)
    assert rates() == []
    assert Block.objects.get(pk=standing.pk).status == "confirmed"


def test_what_a_remedy_lifts_does_not_count() -> None:
    blocking.lift([builders.block()], by=builders.officer("supervisor"), reason="remedy-1", at=NOON)
    assert rates() == []


def test_a_proposal_counts_once_a_person_confirms_or_dismisses_it() -> None:
    RulePolicy.objects.filter(rule="education").update(mode="flag")
    for _ in range(3):
        builders.account(education="school")
    people.screen()
    first, second, _waiting = Block.objects.order_by("pk")
    blocking.dismiss([first], by=builders.officer(), reason="proof", at=NOON)
    blocking.confirm([second], by=builders.officer(), at=NOON)
    assert [(rate.overturned, rate.decided) for rate in rates()] == [(1, 2)]


def test_the_fuse_blows_when_the_share_is_surely_past_the_threshold() -> None:
    decided(7, 3)  # lower end 0.397
    blown = fuse.check(at=LATER)
    assert [(each.rule, each.overturned, each.decided) for each in blown] == [("education", 7, 10)]
    assert AuditEntry.objects.filter(action="fuse.blown", actor=None).count() == 1


@pytest.mark.parametrize(("lifted", "upheld"), [(9, 0), (5, 5), (0, 30)])
def test_it_holds_below_the_least_decided_and_while_chance_may_explain_it(
    lifted: int, upheld: int
) -> None:
    decided(lifted, upheld)
    assert fuse.check(at=LATER) == []


def test_the_interval_on_the_threshold_holds(settings: Any) -> None:
    decided(6, 4)
    settings.FUSE_SHARE = 100 * fuse.wilson(6, 10)[0]
    assert fuse.check(at=LATER) == []


def test_a_source_and_a_batch_blow_by_themselves() -> None:
    decided(10, 0, source="emis", batch=batch())
    decided(0, 40)
    scopes = {fuse.scope_in_words(blown) for blown in fuse.check(at=LATER)}
    assert scopes == {"sumber EMIS", "berkas platform, data per 3 Maret 2026"}


def test_the_rule_only_flags_from_then_on() -> None:
    decided(10, 0)
    fuse.check(at=LATER)
    person = builders.account(education="school")
    people.screen(Account.objects.filter(pk=person.pk))
    assert person.blocks.get().status == "proposed"


def test_a_version_no_longer_in_force_and_one_that_flags_have_no_fuse_to_blow() -> None:
    decided(10, 0)
    enabled(mode="flag", valid_from=NOON.date())
    assert fuse.check(at=LATER) == []


def test_checking_again_blows_and_tells_nothing_twice() -> None:
    builders.officer("supervisor", email="penyelia@example.id")
    decided(10, 0)
    for _ in range(2):
        tasks.check_fuses()
    assert Fuse.objects.count() == 1
    assert OutgoingMessage.objects.count() == 1


def test_supervisors_and_rule_officers_are_told_without_a_word_about_people() -> None:
    for role in ("supervisor", "rule_officer", "agent"):
        builders.officer(role, email=f"{role}@example.id")
    builders.officer("supervisor")
    builders.officer("supervisor", email="pergi@example.id", is_active=False)
    blocks = decided(10, 0)
    (blown,) = fuse.check(at=LATER)
    told = {message.recipient: message.body for message in OutgoingMessage.objects.all()}
    assert set(told) == {"supervisor@example.id", "rule_officer@example.id"}
    body = told["supervisor@example.id"]
    assert f"/{blown.pk}/change/" in body
    assert blocks[0].account.external_id not in body


def test_after_a_reset_only_new_decisions_count() -> None:
    decided(10, 0)
    (blown,) = fuse.check(at=LATER)
    fuse.reset(blown, by=builders.officer("supervisor"), reason="Berkas diganti.", at=LATER)
    assert rates() == []
    assert fuse.check(at=LATER) == []
    decided(10, 0, at=LATER + timedelta(seconds=1))
    assert len(fuse.check(at=LATER + timedelta(days=1))) == 1
    assert AuditEntry.objects.filter(action="fuse.reset").count() == 1


def test_what_was_upheld_before_the_reset_does_not_count_either() -> None:
    decided(10, 1)
    (blown,) = fuse.check(at=LATER)
    fuse.reset(blown, by=builders.officer("supervisor"), reason="Diperbaiki.", at=LATER)
    assert rates() == []
    old = builders.block()
    blocking.uphold(
        [old], by=builders.officer(), reason="rule_applies", at=LATER + timedelta(hours=1)
    )
    assert [(rate.overturned, rate.decided) for rate in rates()] == [(0, 1)]


@pytest.mark.parametrize("role", ["agent", "privacy_officer", "auditor"])
def test_nobody_else_resets_it(role: str) -> None:
    with pytest.raises(fuse.NotAllowed, match="Hanya penyelia atau petugas aturan"):
        fuse.reset(blown_fuse(), by=builders.officer(role), reason="Beres.", at=LATER)


def test_whoever_stands_behind_the_policy_does_not_reset_its_fuse() -> None:
    policy = enabled(valid_from=NOON.date())
    blown = blown_fuse(policy=policy)
    for by in (policy.drafted_by, policy.endorsed_by, policy.enabled_by):
        assert by
        with pytest.raises(fuse.NotAllowed, match="Orang lain"):
            fuse.reset(blown, by=by, reason="Beres.", at=LATER)


def test_whoever_sent_the_file_does_not_reset_its_fuse() -> None:
    by, file = builders.officer("rule_officer"), batch()
    ImportBatch.objects.filter(pk=file.pk).update(requested_by=by)
    with pytest.raises(fuse.NotAllowed, match="Berkas ini"):
        fuse.reset(blown_fuse(batch=file), by=by, reason="Beres.", at=LATER)


def test_a_reset_says_why_and_happens_once() -> None:
    blown, by = blown_fuse(), builders.officer("supervisor")
    with pytest.raises(fuse.NotAllowed, match="Tulis apa"):
        fuse.reset(blown, by=by, reason="  ", at=LATER)
    fuse.reset(blown, by=by, reason="Beres.", at=LATER)
    with pytest.raises(fuse.NotAllowed, match="sudah dipasang lagi"):
        fuse.reset(blown, by=by, reason="Beres.", at=LATER)


def test_rates_ask_as_much_for_one_decision_as_for_twenty_five() -> None:
    decided(1, 0, source="emis", batch=batch())
    one = queries_of_rates()
    decided(12, 12, source="bkn", batch=batch())
    assert queries_of_rates() == one


def queries_of_rates() -> int:
    """Return how many queries the rates take."""
    rates()
    with CaptureQueriesContext(connection) as queries:
        fuse.rates()
    return len(queries)


def test_rates_are_read_from_what_was_counted_ahead() -> None:
    decided(3, 1)
    assert fuse.rates() == []
    assert fuse.counted_at() is None
    fuse.check(at=LATER)
    assert [(rate.overturned, rate.decided) for rate in fuse.rates()] == [(3, 4)]
    assert fuse.counted_at() == LATER
    with CaptureQueriesContext(connection) as queries:
        fuse.rates()
    assert not [query for query in queries if "eligibility_block" in query["sql"]]


def test_only_rules_that_people_decided_about_since_are_counted_anew() -> None:
    decided(1, 0, at=NOON)
    counting.count(at=NOON + timedelta(hours=2))
    builders.block("G02")
    assert counting.count(at=NOON + timedelta(hours=3)) == []
    decided(0, 1, at=NOON + timedelta(hours=4))
    assert counting.count(at=NOON + timedelta(hours=5)) == ["education"]
    assert [(rate.overturned, rate.decided) for rate in fuse.rates()] == [(1, 2)]


def test_a_decision_committed_after_the_count_that_came_after_it_is_not_lost() -> None:
    decided(1, 0, at=NOON)
    counting.count(at=NOON + timedelta(minutes=1))
    decided(1, 0, at=NOON)
    counting.count(at=NOON + timedelta(minutes=2))
    assert [rate.decided for rate in fuse.rates()] == [2]


def test_a_block_confirmed_by_a_person_counts_no_more_once_the_machine_ends_it() -> None:
    block = builders.block()
    Block.objects.filter(pk=block.pk).update(confirmed_by=builders.officer(), confirmed_at=NOON)
    assert [rate.decided for rate in rates()] == [1]
    blocking.expire([Block.objects.get(pk=block.pk)], by=None, at=NOON + timedelta(hours=2))
    counting.count(at=NOON + timedelta(hours=3))
    assert fuse.rates() == []


def test_what_changed_under_a_decision_is_counted_within_a_day() -> None:
    block = decided(1, 0)[0]
    counting.count(at=NOON + timedelta(hours=2))
    block.finding.source = "emis"
    block.finding.save(update_fields=["source"])
    counting.count(at=NOON + timedelta(hours=3))
    assert [rate.source for rate in fuse.rates()] == [""]
    counting.count(at=NOON + timedelta(days=1, hours=3))
    assert [rate.source for rate in fuse.rates()] == ["", "emis"]


@pytest.mark.parametrize("query", [counting.TOUCHED, counting.COUNT])
def test_only_what_people_decided_is_read(query: str) -> None:
    with connection.cursor() as cursor:
        # Of so few rows the planner may take any index; so it has no other to take.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT format('DROP INDEX %I', indexrelid::regclass) FROM pg_index "
            "WHERE indrelid = 'eligibility_block'::regclass AND NOT indisunique "
            "AND indexrelid <> 'block_by_hand'::regclass"
        )
        for (drop,) in cursor.fetchall():
            cursor.execute(drop)
        values: list[Any] = (
            ["education", NOON] if query == counting.TOUCHED else ["education", "education"]
        )
        cursor.execute("EXPLAIN " + query, values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "block_by_hand" in plan
    assert "Seq Scan on eligibility_block" not in plan


@pytest.mark.django_db(transaction=True)
def test_two_checks_at_once_blow_one_fuse() -> None:
    decided(10, 0)
    start = threading.Barrier(2)

    def check() -> None:
        start.wait(timeout=10)
        fuse.check(at=LATER)
        connection.close()

    threads = [threading.Thread(target=check) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert Fuse.objects.count() == 1
