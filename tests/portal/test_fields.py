"""Sealed columns: what the database holds, what it finds, and what it refuses."""

import base64
from io import StringIO

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from portal import keys, rotation
from portal.fields import (
    UNSAID,
    DeterministicTextField,
    EncryptedJSONField,
    EncryptedTextField,
    SealedField,
    Unreadable,
    open_deterministic,
    open_random,
    seal_deterministic,
    seal_random,
)

NUMBER = "3174055504850001"
OTHER = "3273010103040002"

with isolate_apps("portal"):

    class Card(models.Model):
        """A row with every kind of sealed column."""

        number = DeterministicTextField(purpose="number")
        holder = DeterministicTextField(purpose="number", null=True)
        phone = DeterministicTextField(purpose="phone", blank=True)
        note = EncryptedTextField(blank=True)
        remark = EncryptedTextField(blank=True)
        answers = EncryptedJSONField(default=dict)
        later = DeterministicTextField(purpose="p", blank=True, default="", db_default=UNSAID)

        class Meta:
            app_label = "portal"
            db_table = "test_card"
            constraints = [models.UniqueConstraint(fields=["number"], name="one_card_per_number")]

        def __str__(self) -> str:
            return str(self.pk)


def key(key_id: str, byte: int) -> str:
    return f"{key_id}:{base64.b64encode(bytes([byte]) * 32).decode()}"


OLD, NEW = key("old", 1), key("newer", 2)


@pytest.fixture
def cards(db: None) -> models.Manager[Card]:
    with connection.schema_editor() as editor:
        editor.create_model(Card)
    return Card._default_manager


def stored(column: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM test_card ORDER BY id")
        return [bytes(row[0]) for row in cursor.fetchall()]


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    assert open_deterministic(seal_deterministic(text, purpose="p"), purpose="p") == text
    assert open_random(seal_random(text.encode(), purpose="p"), purpose="p") == text.encode()


def test_equal_texts_give_equal_bytes_only_in_deterministic_columns() -> None:
    assert seal_deterministic("a", purpose="p") == seal_deterministic("a", purpose="p")
    assert seal_deterministic("a", purpose="p") != seal_deterministic("a", purpose="q")
    assert seal_random(b"a", purpose="p") != seal_random(b"a", purpose="p")


@pytest.mark.parametrize("sealed", [b"", b"\x05", b"\xff\xff\xff", b"\x05demo1", b"\x05demo1abc"])
def test_bytes_that_nobody_sealed_are_unreadable(sealed: bytes) -> None:
    for opens in (open_deterministic, open_random):
        with pytest.raises(Unreadable):
            opens(sealed, purpose="p")


@given(st.data())
def test_one_changed_byte_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(seal_random(b"chronology", purpose="p"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unreadable):
        open_random(bytes(sealed), purpose="p")


def test_a_retired_key_makes_its_values_unreadable(settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]
    sealed = seal_deterministic(NUMBER, purpose="p")
    settings.MASTER_KEYS = [NEW]
    with pytest.raises(Unreadable, match="old"):
        open_deterministic(sealed, purpose="p")


def test_rows_come_back_as_they_were_written(cards: models.Manager[Card]) -> None:
    card = cards.create(number=NUMBER, holder=OTHER, note="Isi ☂", answers={"a": [1, "x"]})
    card.refresh_from_db()
    assert (card.number, card.holder, card.phone) == (NUMBER, OTHER, "")
    assert (card.note, card.remark, card.answers) == ("Isi ☂", "", {"a": [1, "x"]})


def test_the_table_holds_none_of_the_plain_texts(cards: models.Manager[Card]) -> None:
    cards.create(number=NUMBER, phone="08123456789", note="kronologi", answers={"nama": "Siti"})
    dump = StringIO()
    with connection.cursor() as cursor, cursor.copy("COPY test_card TO STDOUT") as rows:
        for row in rows:
            dump.write(bytes(row).decode())
    for plain in (NUMBER, "08123456789", "kronologi", "Siti"):
        assert plain not in dump.getvalue()
        assert plain.encode().hex() not in dump.getvalue()


def test_a_row_is_found_by_its_text(cards: models.Manager[Card]) -> None:
    card = cards.create(number=NUMBER, holder=None)
    cards.create(number=OTHER, holder=NUMBER, phone="0812")
    assert cards.get(number=NUMBER) == card
    assert cards.get(number__in=[NUMBER, "0", None]) == card
    assert cards.exclude(number=OTHER).get() == card
    assert cards.get(holder=None) == cards.get(holder__isnull=True) == card
    assert cards.get(Q(phone="") & ~Q(number=OTHER)) == card
    assert not cards.filter(number__in=[]).exists()


def test_columns_of_one_purpose_join(cards: models.Manager[Card]) -> None:
    cards.create(number=OTHER)
    same = cards.create(number=NUMBER, holder=NUMBER)
    held = Card._default_manager.filter(holder=OuterRef("number"))
    assert cards.get(number=F("holder")) == same
    assert cards.get(Exists(held)) == same
    assert cards.get(number__in=cards.values("holder")) == same
    assert cards.get(number=Subquery(held.values("holder")[:1])) == same


def test_columns_of_two_purposes_refuse_to_join(cards: models.Manager[Card]) -> None:
    for query in (
        Q(number=F("phone")),
        Q(number__in=cards.values("phone")),
        Q(number=F("id")),
    ):
        with pytest.raises(FieldError, match="number"):
            cards.filter(query).exists()


@pytest.mark.parametrize(
    "lookup",
    [
        "number__contains",
        "number__gt",
        "number__iexact",
        "number__regex",
        "note",
        "note__in",
        "note__contains",
        "answers",
        "answers__a",
        "number__length",
    ],
)
def test_other_comparisons_are_refused(cards: models.Manager[Card], lookup: str) -> None:
    with pytest.raises(FieldError):
        cards.filter(**{lookup: ["1"]}).exists()


def test_groups_are_counted_by_the_sealed_value(cards: models.Manager[Card]) -> None:
    for number in ("1", "2", "3"):
        cards.create(number=number, holder=NUMBER if number != "3" else OTHER)
    counted = cards.values("holder").annotate(n=Count("pk")).values_list("holder", "n")
    assert set(counted) == {(NUMBER, 2), (OTHER, 1)}


def test_a_constraint_holds_over_sealed_values(cards: models.Manager[Card]) -> None:
    cards.create(number=NUMBER)
    with pytest.raises(IntegrityError), transaction.atomic():
        cards.create(number=NUMBER)


def test_a_form_is_told_of_the_constraint_before_the_database_is(
    cards: models.Manager[Card],
) -> None:
    cards.create(number=NUMBER).full_clean(exclude=["answers", "holder"])
    with pytest.raises(ValidationError, match="Number"):
        Card(number=NUMBER).validate_constraints()


def test_bulk_writes_seal_too(cards: models.Manager[Card]) -> None:
    written = cards.bulk_create([Card(number=str(n), note=f"n{n}") for n in range(30)])
    for card in written:
        card.note = f"changed {card.number}"
    cards.bulk_update(written, ["note"])
    cards.filter(number="7").update(note="seven", phone="07")
    cards.bulk_create(
        [Card(number="8", note="eight")],
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["note"],
    )
    found = dict(cards.values_list("number", "note"))
    assert (found["6"], found["7"], found["8"], len(found)) == ("changed 6", "seven", "eight", 30)


def test_a_copy_may_bring_sealed_bytes(cards: models.Manager[Card]) -> None:
    sealed = {field.name: field for field in Card._meta.fields if isinstance(field, SealedField)}
    texts = [sealed[name].seal(NUMBER) for name in ("number", "phone", "note", "remark")]
    with connection.cursor() as cursor:
        copying = "COPY test_card (number, phone, note, remark, answers) FROM STDIN"
        with cursor.copy(copying) as rows:
            rows.write_row([*texts, sealed["answers"].seal({})])
    assert cards.get(number=NUMBER, phone=NUMBER).note == NUMBER


def test_a_value_moved_to_another_column_or_row_kind_is_unreadable(
    cards: models.Manager[Card],
) -> None:
    cards.create(number=NUMBER, note="kronologi")
    for change in ("remark = note", "phone = number", "note = number"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE test_card SET {change}")
            with pytest.raises(Unreadable):
                cards.get()
            transaction.set_rollback(True)


@pytest.mark.parametrize("value", [3174055504850001, b"3174055504850001", object()])
def test_anything_but_text_is_refused(cards: models.Manager[Card], value: object) -> None:
    for column in ("number", "note"):
        with pytest.raises(TypeError):
            Card(**{"number": NUMBER, column: value}).save()
    with pytest.raises(TypeError):
        cards.filter(number=value).exists()


def test_rows_of_an_older_key_are_found_and_rewritten_under_the_new(
    cards: models.Manager[Card], settings: Settings
) -> None:
    settings.MASTER_KEYS = [OLD]
    card = cards.create(number=NUMBER, note="lama")
    settings.MASTER_KEYS = [NEW, OLD]
    assert cards.get(number=NUMBER).note == "lama"
    assert cards.get(number__in=[OTHER, NUMBER]) == card
    cards.get().save()
    settings.MASTER_KEYS = [NEW]
    assert cards.get(number=NUMBER).note == "lama"
    assert stored("number")[0].startswith(b"\x05newer")


def test_a_migration_keeps_the_purpose() -> None:
    field = Card._meta.get_field("number").clone()
    assert isinstance(field, DeterministicTextField)
    assert field.purpose == "number"


def test_the_current_key_is_written_into_the_value() -> None:
    assert keys.current_id().encode() in seal_random(b"", purpose="p")


def test_a_column_that_an_older_process_leaves_out_holds_an_empty_text(
    cards: models.Manager[Card], settings: Settings
) -> None:
    card = cards.create(number=NUMBER, later="081200000001")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE test_card SET later = DEFAULT")
    card.refresh_from_db()
    assert card.later == ""
    assert cards.filter(later="").get() == card
    assert not cards.exclude(later="").exists()
    for row in rotation.rotate_rows(Card, batch=10):
        assert row.left == []
    assert stored("later") == [seal_deterministic("", purpose="p")]
