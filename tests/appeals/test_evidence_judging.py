"""Codes of quality beside files: kept with the row, told to the person, in nobody's way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from appeals import lifecycle, tasks
from appeals.evidence import decoder, intake, judging
from appeals.models import Appeal, Evidence
from portal.models import OutgoingMessage
from tests import builders, photos
from tests.appeals.test_cases import opened, page_of
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db
ADVICE = "Boleh dibiarkan: petugas tetap memeriksa foto ini."


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    yield
    decoder.close_idle()


def photographed(appeal: Appeal, *, flaws: list[str], kind: str = "ektp") -> Evidence:
    """Attach a file, and have its examination say this of it."""
    row = intake.attach_to_case(appeal, builders.photo_file(), kind=kind, at=NOON)
    Evidence.objects.filter(pk=row.pk).update(state="ready", flaws=flaws)
    return row


def test_the_examination_keeps_figures_and_codes_with_the_row() -> None:
    case = builders.appeal()
    dark = photos.encoded(
        photos.scene((1600, 1200)).point([level // 6 for level in range(256)] * 3)
    )
    row = intake.attach_to_case(case, photos.upload(dark), kind="ektp", at=NOON)
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    assert (row.state, row.flaws) == ("ready", ["dark"])
    assert row.measures is not None
    assert row.measures["brightness"] < 60
    assert row.faces is None


def test_nobody_is_told_of_a_flaw_by_message() -> None:
    case = builders.appeal()
    owed = OutgoingMessage.objects.count()
    row = intake.attach_to_case(case, photos.upload(photos.jpeg()), kind="ektp", at=NOON)
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    assert row.flaws
    assert OutgoingMessage.objects.count() == owed


def test_changed_thresholds_judge_stored_figures_anew() -> None:
    case = builders.appeal()
    row = intake.attach_to_case(case, photos.upload(photos.jpeg()), kind="ektp", at=NOON)
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    found = row.flaws
    Evidence.objects.update(flaws=["glare"])
    call_command("judge_photos", verbosity=0)
    row.refresh_from_db()
    assert row.flaws == found
    assert judging.judge_again(Evidence.objects.filed()) == 0


def test_the_person_reads_the_fix_and_may_leave_the_photo(client: Client) -> None:
    case = builders.appeal()
    photographed(case, flaws=["blurred"])
    page = page_of(client, case)
    assert ADVICE in page
    assert page.count("Tampak buram.") == 2  # beside the file, and among the coach's words
    assert "Berkas bisa dibuka" in page


def test_the_person_may_send_a_clearer_photo_and_the_hint_goes(client: Client) -> None:
    case = builders.appeal()
    row = photographed(case, flaws=["blurred"])
    sent = {"evidence": row.pk, f"photo_again{row.pk}": builders.photo_file(size=(900, 700))}
    path = f"/kasus/{case.reference}/foto/"
    page = opened(client, case).post(path, sent, follow=True).content.decode()
    assert "Foto baru sudah kami terima" in page
    assert ADVICE not in page
    assert case.evidence.filter(kind="ektp").count() == 2


def test_a_good_photo_has_no_place_for_another(client: Client) -> None:
    case = builders.appeal()
    row = photographed(case, flaws=[])
    assert "lebih jelas" not in page_of(client, case)
    sent = {"evidence": row.pk, f"photo_again{row.pk}": builders.photo_file(size=(900, 700))}
    assert client.post(f"/kasus/{case.reference}/foto/", sent).status_code == 404


def test_a_case_that_is_over_gives_no_advice_and_takes_no_photo(client: Client) -> None:
    case = builders.appeal()
    row = photographed(case, flaws=["blurred"])
    lifecycle.withdraw(case, at=NOON)
    assert ADVICE not in page_of(client, case)
    sent = {"evidence": row.pk, f"photo_again{row.pk}": builders.photo_file(size=(900, 700))}
    client.post(f"/kasus/{case.reference}/foto/", sent)
    assert case.evidence.count() == 1


def test_officers_read_short_hints_and_decide_as_before() -> None:
    case = builders.appeal()
    photographed(case, flaws=["blurred", "screen"])
    url = reverse("admin:appeals_appeal_change", args=[case.pk])
    page = signed_in(builders.officer()).get(url).content.decode()
    hints = page[page.index('class="photo-hints"') :]
    assert hints.index("Buram?") < hints.index("Foto layar?")
    assert "refused" not in set(Evidence.objects.values_list("state", flat=True))
