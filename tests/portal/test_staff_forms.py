"""Forms on the staff's pages speak our words, never Django's own."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.staff_forms import StaffForm


class Asking(StaffForm):
    """One field of each kind that the staff's pages have."""

    name = forms.CharField(max_length=5, min_length=2)
    often = forms.IntegerField(min_value=1, max_value=9)
    day = forms.DateField()
    way = forms.ChoiceField(choices=[("a", "A")])
    rights = forms.MultipleChoiceField(choices=[("a", "A")])
    file = forms.FileField()


class Own(StaffForm):
    """A field that has words of its own."""

    name = forms.CharField(error_messages={"required": "Tulis nama mitranya."})


GOOD: dict[str, Any] = {
    "name": "Sari", "often": "3", "day": "2026-03-31", "way": "a", "rights": ["a"]
}  # fmt: skip


def said(**over: Any) -> dict[str, str]:
    form = Asking({**GOOD, **over}, {"file": SimpleUploadedFile("a.csv", b"x")})
    return {name: " ".join(map(str, faults)) for name, faults in form.errors.items()}


def test_what_is_right_is_taken() -> None:
    assert said() == {}


def test_each_empty_field_says_what_to_do() -> None:
    faults = {name: str(words[0]) for name, words in Asking({}).errors.items()}
    assert faults == {
        "name": "Isi dulu bagian ini.",
        "often": "Tulis angkanya.",
        "day": "Pilih tanggalnya.",
        "way": "Pilih salah satu.",
        "rights": "Pilih paling sedikit satu.",
        "file": "Pilih berkasnya.",
    }


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "Sariati", "Paling panjang 5 huruf. Sekarang 7."),
        ("name", "S", "Paling pendek 2 huruf. Sekarang 1."),
        ("name", "Sa\0ri", "Ada tanda yang tidak bisa disimpan. Ketik ulang."),
        ("often", "banyak", "Tulis dengan angka saja, misalnya 120."),
        ("often", "0", "Paling kecil 1."),
        ("often", "10", "Paling besar 9."),
        ("day", "kemarin", "Tanggal ini tidak terbaca. Tulis seperti 2026-12-31."),
        ("way", "b", "Pilihan ini tidak ada. Pilih dari daftar."),
        ("rights", ["b"], "Pilihan ini tidak ada. Pilih dari daftar."),
    ],
)
def test_what_cannot_be_read_says_how_to_mend_it(field: str, typed: Any, words: str) -> None:
    assert said(**{field: typed}) == {field: words}


def test_a_field_with_words_of_its_own_keeps_them() -> None:
    assert Own({}).errors["name"] == ["Tulis nama mitranya."]
