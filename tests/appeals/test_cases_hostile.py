"""Whatever is sent to the doors of a case, none of them breaks and nothing of it is kept."""

import itertools

import pytest
from django.test import Client

from appeals.lifecycle import Ask
from appeals.models import Appeal, ContactChange, Evidence, Feedback
from tests.appeals.test_cases import asked, opened, pdf

pytestmark = pytest.mark.django_db

_DOORS = ("jawab", "pesan", "foto", "berkas", "unggah", "kontak", "kontak/kode", "nilai")
_NASTY = ("", "\x00", "-1", "9" * 30, "\ud800", "😀" * 50, "1 OR 1=1", "<script>", "x" * 6000)
_NAMES = ("kind", "evidence", "remove", "field", "value", "code", "score", "understood", "token")


@pytest.fixture
def browser(client: Client) -> tuple[Client, Appeal]:
    """A browser that has opened a case with an open question."""
    client.raise_request_exception = False
    appeal = asked(Ask("", "Kapan?"))
    return opened(client, appeal), appeal


@pytest.mark.parametrize("door", _DOORS)
def test_no_door_breaks(browser: tuple[Client, Appeal], door: str) -> None:
    client, appeal = browser
    for nasty in _NASTY:
        text = nasty.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        sent = dict.fromkeys(_NAMES, text)
        answer = client.post(f"/kasus/{appeal.reference}/{door}/", sent)
        assert answer.status_code < 500, (door, nasty)
    assert not Feedback.objects.exists()
    assert not ContactChange.objects.exists()
    assert not appeal.conversation.exists()


@pytest.mark.parametrize("door", _DOORS)
def test_no_door_takes_a_file_that_is_no_photo(browser: tuple[Client, Appeal], door: str) -> None:
    client, appeal = browser
    question = appeal.questions.get()
    fields = ("photo", "photo_add", f"photo_q{question.pk}")
    for name, place in itertools.product(fields, fields):
        sent = {name: pdf(), "field": place, "kind": "supporting"}
        answer = client.post(f"/kasus/{appeal.reference}/{door}/", sent)
        assert answer.status_code < 500, (door, name, place)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("number", ["%00", "%ff%fe", "x" * 300, "%F0%9F%98%80", "..%2f.."])
def test_no_number_breaks_a_page(client: Client, number: str) -> None:
    client.raise_request_exception = False
    for door in ("", *(f"{each}/" for each in _DOORS)):
        path = f"/kasus/{number}/{door}"
        assert client.get(path).status_code < 500, path
        assert client.post(path, {"text": "Halo"}).status_code < 500, path


@pytest.mark.parametrize("email", ["", "\x00", "a@b", "x" * 300 + "@example.id", "a@b.id\n"])
def test_no_address_breaks_the_search_for_numbers(client: Client, email: str) -> None:
    client.raise_request_exception = False
    assert client.post("/kasus/lupa/", {"email": email}).status_code < 500
