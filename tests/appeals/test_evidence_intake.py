"""Taking photos into a draft or a case."""

import hashlib
from datetime import timedelta
from io import BufferedRandom
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from appeals.evidence import faults, intake
from appeals.evidence.codes import Code
from appeals.evidence.faults import Refused
from appeals.models import Draft, Evidence
from portal.storage import evidence_store
from portal.uploads import NamelessFileUploadHandler
from tests import builders, photos

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def draft() -> Draft:
    """Return an open draft."""
    at = builders.NOON
    return Draft.objects.create(created_at=at, expires_at=at + timedelta(days=30))


def attach(draft: Draft, content: bytes, *, kind: str = "ektp", name: str = "foto.jpg") -> Evidence:
    """Attach bytes as a photo."""
    return intake.attach(draft, photos.upload(content, name), kind=kind, at=builders.NOON)


def stored() -> set[str]:
    """Return the names in the store."""
    return set(evidence_store().names())


def test_a_photo_is_kept_with_its_digest(draft: Draft) -> None:
    content = photos.jpeg()
    row = attach(draft, content)
    row.refresh_from_db()
    assert row.draft == draft
    assert row.state == Evidence.State.WAITING
    assert row.original_sha256 == hashlib.sha256(content).hexdigest()
    assert row.original_bytes == len(content)
    assert evidence_store().read_bytes(row.upload_name) == content


@pytest.mark.parametrize(
    "name",
    ["IMG-20261120-WA0001.jpg", "😀.jpeg", "../../etc/passwd", "C:\\foto.php", "a" * 900, ""],
)
def test_any_name_will_do(draft: Draft, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    upload = photos.upload(photos.jpeg())
    monkeypatch.setattr(upload, "_name", name)
    row = intake.attach(draft, upload, kind="ektp", at=builders.NOON)
    assert len(row.original_name) <= intake.LONGEST_NAME


def test_a_claimed_type_is_not_believed(draft: Draft) -> None:
    upload = SimpleUploadedFile("kartu.pdf", photos.jpeg(), content_type="application/pdf")
    assert intake.attach(draft, upload, kind="kk", at=builders.NOON).pk


def test_a_large_upload_from_disk_is_walked_and_kept(draft: Draft) -> None:
    content = photos.jpeg()
    handler = NamelessFileUploadHandler()
    handler.new_file("photo", "foto.jpg", "image/jpeg", len(content))
    handler.receive_data_chunk(content, 0)
    with handler.file_complete(len(content)) as upload:
        row = intake.attach(draft, upload, kind="ektp", at=builders.NOON)
    assert evidence_store().read_bytes(row.upload_name) == content


def test_a_large_upload_never_has_a_name_on_the_disk(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[type, list[Path]]] = []

    def look(_: Draft, upload: "UploadedFile[bytes]", **__: object) -> Evidence:
        seen.append((type(upload.file), list(Path(settings.UPLOAD_DIR).iterdir())))
        raise Refused(faults.of(Code.UNREADABLE))

    monkeypatch.setattr("appeals.intake.upload.intake.attach", look)
    large = SimpleUploadedFile("foto.jpg", b"x" * 3 * 1024 * 1024)
    client.post("/pengaduan/foto/", {"field": "photo_ektp", "photo": large})
    assert seen == [(BufferedRandom, [])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.EMPTY),
        (photos.pdf(), Code.IS_PDF),
        (photos.svg(), Code.IS_PAGE),
        (photos.jpeg()[:4000], Code.UNREADABLE),
    ],
)
def test_a_refused_file_leaves_nothing_behind(draft: Draft, content: bytes, code: Code) -> None:
    with pytest.raises(Refused) as refusal:
        attach(draft, content)
    assert refusal.value.fault.code == code
    assert not draft.evidence.exists()
    assert not stored()


def test_a_file_over_the_limit_is_refused(draft: Draft, settings: Settings) -> None:
    content = photos.jpeg()
    settings.PHOTO_MAX_BYTES = len(content)
    assert attach(draft, content).pk
    settings.PHOTO_MAX_BYTES = len(content) - 1
    with pytest.raises(Refused, match="too_large"):
        attach(draft, content)


def test_a_second_photo_of_a_kind_replaces_the_first(
    draft: Draft, django_capture_on_commit_callbacks: Capture
) -> None:
    attach(draft, photos.jpeg())
    other = attach(draft, photos.jpeg(), kind="kk")
    with django_capture_on_commit_callbacks(execute=True):
        second = attach(draft, photos.jpeg((900, 700)))
    assert set(draft.evidence.all()) == {other, second}
    assert stored() == {other.upload_name, second.upload_name}


def test_a_refused_replacement_keeps_the_first(draft: Draft) -> None:
    first = attach(draft, photos.jpeg())
    with pytest.raises(Refused):
        attach(draft, photos.pdf())
    assert list(draft.evidence.all()) == [first]
    assert stored() == {first.upload_name}


def test_three_supporting_files_and_no_fourth(draft: Draft) -> None:
    for width in (800, 900, 1000):
        attach(draft, photos.jpeg((width, 700)), kind="supporting")
    with pytest.raises(Refused, match="too_many"):
        attach(draft, photos.jpeg(), kind="supporting")
    assert draft.evidence.count() == len(stored()) == 3


@pytest.mark.parametrize("kind", ["ektp", "supporting"])
def test_a_file_sent_again_after_a_lost_answer_is_the_same_row(
    draft: Draft, django_capture_on_commit_callbacks: Capture, kind: str
) -> None:
    first = attach(draft, photos.jpeg(), kind=kind)
    with django_capture_on_commit_callbacks(execute=True):
        assert attach(draft, photos.jpeg(), kind=kind) == first
    assert draft.evidence.count() == 1
    assert stored() == {first.upload_name}


def brought(content: bytes, *, kind: str = "ektp", ground: str = "") -> intake.Brought:
    return intake.Brought(photos.upload(content), kind, ground)


def test_of_photos_that_come_together_each_stands_for_itself(draft: Draft) -> None:
    files = [
        brought(photos.jpeg()),
        brought(photos.pdf(), kind="kk"),
        *(brought(photos.jpeg((width, 700)), kind="supporting") for width in (500, 600, 700, 800)),
    ]
    outcomes = intake.attach_all(draft, intake.stored(files, at=builders.NOON))
    refused = [place for place, one in enumerate(outcomes) if isinstance(one, Refused)]
    assert refused == [1, 5]
    rows = [one for one in outcomes if isinstance(one, Evidence)]
    assert list(draft.evidence.order_by("pk")) == rows
    assert stored() == {row.upload_name for row in rows}


@pytest.mark.parametrize("count", [1, 5])
def test_photos_that_come_together_cost_the_same_queries(
    draft: Draft, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    kinds = ("ektp", "kk", "selfie_ektp", "selfie_kk", "screenshot")[:count]
    files = intake.stored([brought(photos.jpeg(), kind=kind) for kind in kinds], at=builders.NOON)
    with django_assert_num_queries(5):
        intake.attach_all(draft, files)


def test_the_last_of_two_photos_of_a_kind_that_come_together_stays(
    draft: Draft, django_capture_on_commit_callbacks: Capture
) -> None:
    files = [brought(photos.jpeg()), brought(photos.jpeg((900, 700)))]
    with django_capture_on_commit_callbacks(execute=True):
        _, last = intake.attach_all(draft, intake.stored(files, at=builders.NOON))
    assert list(draft.evidence.all()) == [last]
    assert len(stored()) == 1


def test_one_file_may_prove_two_grounds(draft: Draft) -> None:
    for ground in ("G03", "G04"):
        intake.attach(draft, photos.upload(photos.jpeg()), kind="supporting", ground=ground,
                      at=builders.NOON)  # fmt: skip
    assert sorted(draft.evidence.values_list("ground", flat=True)) == ["G03", "G04"]


def test_a_draft_takes_so_many_files_and_no_more(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_PER_DRAFT", 1)
    attach(draft, photos.jpeg())
    attach(draft, photos.jpeg((900, 700)))
    with pytest.raises(Refused, match="too_many"):
        attach(draft, photos.jpeg(), kind="kk")
    assert len(list(draft.evidence.all())) == 1


def test_a_draft_that_is_gone_takes_no_photo(draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).delete()
    with pytest.raises(Draft.DoesNotExist):
        attach(draft, photos.jpeg())
    assert not stored()


def test_a_photo_can_be_removed_from_its_own_draft_only(
    draft: Draft, django_capture_on_commit_callbacks: Capture
) -> None:
    row = attach(draft, photos.jpeg())
    stranger = Draft.objects.create(created_at=builders.NOON, expires_at=builders.NOON)
    assert not intake.remove(stranger, row.pk)
    with django_capture_on_commit_callbacks(execute=True):
        assert intake.remove(draft, row.pk)
    assert not stored()


def test_an_answer_adds_a_photo_to_the_case() -> None:
    case = builders.appeal()
    row = intake.attach_to_case(case, photos.upload(photos.jpeg()), kind="kk", at=builders.NOON)
    assert list(case.evidence.all()) == [row]


def test_a_case_takes_so_many_files_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_PER_CASE", 1)
    case = builders.appeal()
    intake.attach_to_case(case, photos.upload(photos.jpeg()), kind="kk", at=builders.NOON)
    another = photos.upload(photos.jpeg((900, 700)))
    with pytest.raises(Refused, match="too_many"):
        intake.attach_to_case(case, another, kind="kk", at=builders.NOON)
    assert len(stored()) == 1


@pytest.mark.parametrize(("code", "kind"), [*((code, "") for code in Code), *faults._FIXES])
def test_every_code_says_what_is_wrong_and_how_to_mend_it(code: Code, kind: str) -> None:
    fault = faults.of(code, kind=kind)
    for words in (str(fault.title), str(fault.fix)):
        assert words.endswith((".", ")."))
        assert len(words) < 120
        assert "gagal" not in words.lower()
