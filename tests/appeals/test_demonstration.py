"""The demonstration loads through import, screening and lifecycle, once, and shows every state."""

import json
import re
import stat
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone
from django.utils.functional import Promise
from pytest_django import DjangoDbBlocker, Settings

from appeals import figures, lifecycle
from appeals.demonstration import complaints, facts, last_month, load, people, stories
from appeals.demonstration.people import Fate
from appeals.figures import months, naming, published
from appeals.models import (
    Appeal,
    Claim,
    DataRequest,
    Decision,
    Erasure,
    Evidence,
    PhotoPair,
    StatisticsEdition,
    Step,
    Tally,
)
from appeals.reports import campaigns, dashboard
from appeals.reports.filters import Filters
from appeals.statistics import report
from eligibility.grounds import Ground
from eligibility.models import Account, Block, ImportBatch
from eligibility.sources import NAMES, OWN
from portal import regions
from portal.calendar import civil_date
from portal.identifiers import KK, NIK, hints
from portal.models import AuditEntry, Banner, ClosedDay, OpeningHours, Role, User
from tests import builders

TODAY = date(2026, 11, 22)
SMALL = load.Size(accounts=150, appeals=22, photos=2)


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """Load once for all tests here, in a transaction that is rolled back at their end."""
    folder = tmp_path_factory.mktemp("demonstration")
    elsewhere = override_settings(VAR_DIR=folder, EVIDENCE_DIR=folder / "evidence")
    with elsewhere, django_db_blocker.unblock(), transaction.atomic():
        yield load.load(SMALL, now=timezone.now(), show=lambda _text: None)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_status_occurs(loaded: Path) -> None:
    assert loaded.exists()
    assert set(Appeal.objects.values_list("status", flat=True)) == set(Appeal.Status.values)
    assert Appeal.objects.count() == SMALL.appeals
    assert Account.objects.filter(is_test=True).count() == SMALL.accounts


@pytest.mark.django_db
def test_the_rules_themselves_block_on_every_ground_they_know(loaded: Path) -> None:
    confirmed = Block.objects.exclude(confirmed_at=None)
    assert set(confirmed.values_list("ground", flat=True)) == {
        Ground.AGE,
        Ground.EDUCATION,
        Ground.OFFICE,
        Ground.EMPLOYMENT,
        Ground.HOUSEHOLD,
        Ground.EARLIER_RECIPIENT,
        Ground.FIRST_TRAINING,
        Ground.COMPLETION,
    }
    assert not Block.objects.exclude(confirmed_by=None).exists()


@pytest.mark.django_db
def test_the_rules_that_infer_only_flag(loaded: Path) -> None:
    proposed = Block.objects.filter(confirmed_at=None)
    rules = set(proposed.values_list("ground", "rule"))
    assert rules >= {
        (Ground.CITIZENSHIP, "citizenship"),
        (Ground.FALSE_DATA, "false_data"),
        (Ground.MANIPULATION, "velocity"),
        (Ground.MANIPULATION, "form_speed"),
        (Ground.MANIPULATION, "shared_payout"),
        (Ground.OTHER_USER, "shared_contact"),
    }
    assert not proposed.filter(account__status=Account.Status.BLOCKED).exists()


@pytest.mark.django_db
def test_every_manner_of_filing_occurs(loaded: Path) -> None:
    assert Claim.objects.filter(ground="").exists()
    assert not Claim.objects.exclude(ground="").filter(reason="").exists()
    letters = Evidence.objects.filter(kind=Evidence.Kind.CONSENT_LETTER)
    assert Appeal.objects.filter(helper__isnull=False, evidence__in=letters).exists()
    assert any(Appeal.objects.values_list("late_reason", flat=True))
    misused = Appeal.objects.filter(lane=Appeal.Lane.MISUSE, has_rival=True)
    assert misused.count() == 2
    joined = Step.objects.filter(verb="join").values("appeal")
    assert Appeal.objects.filter(pk__in=joined, contested__leads=False).exists()
    several = Appeal.objects.annotate(said=Count("claims")).filter(said__gt=1)
    assert several.exists()


@pytest.mark.django_db
def test_each_step_is_written_down_and_none_lies_ahead(loaded: Path) -> None:
    assert not Step.objects.filter(at__gt=timezone.now()).exists()
    assert not Step.objects.exclude(verb__in=["submit", *lifecycle.STEPS]).exists()
    assert AuditEntry.objects.filter(action="appeal.submit").count() == SMALL.appeals
    assert Decision.objects.exclude(approved_by=None).exists()


@pytest.mark.django_db
def test_a_document_and_one_card_in_two_cases_can_be_looked_at_at_once(loaded: Path) -> None:
    pages = Evidence.objects.exclude(first_page=None)
    assert set(pages.values_list("page", "state")) == {(2, "ready"), (3, "ready")}
    pair = PhotoPair.objects.get()
    cases = [pair.first.appeal, pair.second.appeal]
    assert len({case.nik for case in cases if case}) == 2
    assert {case.status for case in cases if case} == {Appeal.Status.IN_REVIEW}
    assert (pair.first.kind, pair.second.kind) == ("ektp", "ektp")


@pytest.mark.django_db
def test_some_are_overdue_and_photos_wait_for_the_worker(loaded: Path) -> None:
    assert Appeal.objects.overdue(on=civil_date(timezone.now())).exists()
    states = set(Evidence.objects.values_list("state", flat=True))
    assert states == {Evidence.State.READY, Evidence.State.WAITING}


@pytest.mark.django_db
def test_the_sign_ins_work_and_are_private(loaded: Path) -> None:
    known = json.loads(loaded.read_text())
    assert stat.S_IMODE(loaded.stat().st_mode) == 0o600
    assert {entry["role"] for entry in known["staff"]} == set(Role.values)
    for entry in known["staff"]:
        user = User.objects.get(username=entry["username"])
        assert user.check_password(entry["password"])
        assert user.has_role(Role(entry["role"]))


@pytest.mark.django_db
def test_the_participants_to_try_are_blocked_and_have_no_appeal(loaded: Path) -> None:
    participants = json.loads(loaded.read_text())["participants"]
    assert [person["ground"] for person in participants] == ["G03", "G10", "G07", "G07"]
    for person in participants:
        account = Account.objects.get(nik=person["nik"])
        assert account.status == Account.Status.BLOCKED
        assert account.email == person["email"]
        assert not account.appeals.exists()


@pytest.mark.django_db
def test_the_office_has_hours_and_the_cases_are_tallied(loaded: Path) -> None:
    assert OpeningHours.objects.count() == 6
    assert Banner.objects.count() == min(1, ClosedDay.objects.count())
    tallied = sum(Tally.objects.filter(level=1).values_list("filed", flat=True))
    assert tallied >= Appeal.objects.filter(root=None).exclude(status="merged").count()


@pytest.mark.django_db
def test_page_report_and_dashboard_tell_the_same_of_the_same_cases(
    loaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Told exactly, since so few cases would all be hidden.
    monkeypatch.setattr(published, "LEAST", 1)
    monkeypatch.setattr(published, "ROUNDED_TO", 1)
    # A month on, so that all of them are of months that are over.
    today = civil_date(timezone.now())
    on = months.before(months.month_of(today), by=-1)
    told = figures.publish(on=on)
    board = dashboard.of(Filters(told.first, min(today, on), level="1"))
    both = dashboard.of(Filters(told.first, min(today, on)))
    filed = {naming.province(line.code): line.filed for line in told.provinces if line.filed}
    assert filed == {line.name: line.filed for line in board.provinces[1].lines if line.filed}
    assert told.total.filed == sum(filed.values())
    ruled = {one.ground: (one.lifted, one.upheld) for _, one in both.outcomes.rows}
    assert ruled == {line.code: (line.lifted, line.upheld) for line in told.grounds if line.decided}
    assert sum(lifted for lifted, _ in ruled.values()) == told.total.lifted
    with_all = report.of(told, StatisticsEdition(month=told.last), at=timezone.now())
    assert f"{told.total.filed} blokir diadukan." in with_all.summary
    assert f"{told.total.decided} sudah diputus." in with_all.summary


@pytest.mark.django_db
def test_nothing_is_published_but_what_its_cases_count(loaded: Path) -> None:
    def kept() -> set[tuple[object, ...]]:
        cells = ("month", "ground", "province_code", "level", "filed", "decided", "lifted")
        return set(Tally.objects.values_list(*cells))

    before = kept()
    Tally.objects.all().delete()
    figures.tally_lately(on=civil_date(timezone.now()))
    assert kept() == before


@pytest.mark.django_db
def test_every_source_has_a_name_that_can_be_translated(loaded: Path) -> None:
    told = ImportBatch.objects.values_list("source", flat=True)
    assert {source.lower() for source in told} <= NAMES.keys()
    assert all(isinstance(name, Promise) for name in OWN.values())


@pytest.mark.django_db
def test_one_remedy_has_freed_its_people_and_another_waits_for_its_signature(loaded: Path) -> None:
    told = campaigns.of()
    waiting, done = told.rows
    assert told.headline == "1 menunggu persetujuan, 0 berjalan"
    assert (waiting.state, done.state) == ("Menunggu persetujuan", "Selesai")
    assert done.figure
    assert done.figure.people == done.lifted > 0


@pytest.mark.django_db
def test_loading_again_changes_nothing(loaded: Path) -> None:
    before, written = AuditEntry.objects.count(), loaded.read_text()
    load.load(SMALL, now=timezone.now() + timedelta(hours=1), show=lambda _text: None)
    assert (AuditEntry.objects.count(), loaded.read_text()) == (before, written)


@pytest.mark.django_db
def test_a_lost_file_gives_new_passwords_and_files_nothing(loaded: Path) -> None:
    first = json.loads(loaded.read_text())
    loaded.unlink()
    load.load(SMALL, now=timezone.now(), show=lambda _text: None)
    second = json.loads(loaded.read_text())
    assert Appeal.objects.count() == SMALL.appeals
    assert second["participants"] == first["participants"]
    assert second["staff"][0]["password"] != first["staff"][0]["password"]


@pytest.mark.django_db
def test_production_refuses_it_with_a_sentence(settings: Settings) -> None:
    settings.IN_PRODUCTION = True
    before = Account.objects.count()
    with pytest.raises(CommandError, match="never go into a production database"):
        call_command("load_demonstration")
    assert Account.objects.count() == before


def test_people_are_the_same_every_time() -> None:
    assert _people() == _people()


def test_every_number_is_well_formed_and_of_a_real_region() -> None:
    for person in _people():
        assert NIK.parse(person.nik).birth_date(TODAY) == person.birth_date
        assert NIK.parse(person.nik).sex == person.sex
        assert regions.is_known_regency(person.nik[:4])
        assert KK.parse(person.kk)
        assert hints(person.nik, kk_text=person.kk, birth_date=person.birth_date) == ()


def test_people_lead_nowhere_and_share_no_number() -> None:
    invented = _people()
    assert all(person.email.endswith("@example.id") for person in invented)
    assert all(re.fullmatch(r"081200\d{6}", person.phone) for person in invented)
    assert len({person.nik for person in invented}) == len(invented)


def test_about_a_hundred_and_fifty_of_two_thousand_meet_a_rule() -> None:
    met = [person for person in _people() if person.fate is not Fate.ORDINARY]
    assert 140 <= len(met) <= 160


def test_the_plans_are_sixty_and_begin_with_one_of_each_story() -> None:
    plans = list(stories.plans(60))
    assert sum(plan.files for plan in plans) == 60
    assert len({plan.story for plan in plans[:17]}) == 16


def test_more_complaints_are_filed_in_last_month_whatever_day_it_is() -> None:
    for today in (date(2026, 3, 1), date(2026, 3, 31), date(2026, 11, 22)):
        now = builders.NOON.replace(year=today.year, month=today.month, day=today.day)
        filed = [last_month.filed_at(plan, now=now) for plan in last_month.plans(50)]
        assert {one.month for one in filed} == {today.month - 1}
        assert len({one.date() for one in filed}) > 5
        assert min(filed) > now - timedelta(days=45)
    told = list(complaints._plans(110))
    assert sum(plan.files for plan in told) == 110
    assert sum(plan.manner in complaints._CHANNELS for plan in told) == 50


def _people() -> list[people.Person]:
    return people.invent(2000, today=TODAY, wave_days=facts.wave_days(TODAY))


@pytest.mark.django_db
def test_the_privacy_officers_queue_has_every_stage(loaded: Path) -> None:
    at = timezone.now()
    owed = DataRequest.objects.filter(answered_at=None)
    assert {row.kind for row in owed} == {"rectify", "erase", "withdraw"}
    assert owed.filter(due_at__lt=at).exists()
    assert Erasure.objects.get().signed_at is None
    assert DataRequest.objects.exclude(answered_at=None).exists()


def test_two_go_to_the_second_level_and_one_is_opened_again() -> None:
    told = [plan.story for plan in stories.plans(60)]
    assert told.count(stories.banding) == 2
    assert told.count(stories.reopened) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("story", "level"), [(stories.banding, 2), (stories.reopened, 1)])
def test_a_case_that_goes_on_waits_for_another_officer(story: stories.Story, level: int) -> None:
    appeal = builders.appeal_about(builders.block(), at=builders.now() - timedelta(days=9))
    Appeal.objects.filter(pk=appeal.pk).update(form_token=complaints._token(999))
    person = next(one for one in _people() if one.fate is Fate.ENROLLED)
    scene = stories.Scene(
        appeal=appeal,
        agent=builders.officer("agent"),
        supervisor=builders.officer("supervisor"),
        clock=appeal.submitted_at,
        now=builders.now(),
        file_again=lambda _at: appeal,
        file_as_other=lambda _at: appeal,
        bring_more=complaints._bringing_more(person, 999),
    )
    story(scene)
    gone_on = Appeal.objects.get(previous=appeal)
    assert (gone_on.level, gone_on.status, gone_on.evidence.count()) == (level, "submitted", 1)
