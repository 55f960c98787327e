"""Which files a case needs, by its grounds and what an officer asked for."""

import pytest

from appeals.models import Appeal, Evidence
from appeals.review.needed import needed, needed_by
from eligibility.grounds import Ground
from tests import builders


def file(kind: str, ground: str = "") -> Evidence:
    return Evidence(kind=kind, ground=ground)


@pytest.mark.parametrize("ground", Ground.values)
def test_every_case_needs_card_face_the_helpers_letter_and_its_own_proof(ground: str) -> None:
    needs = needed(Appeal(), grounds={ground}, asked=())
    assert needs.includes(file("ektp"))
    assert needs.includes(file("selfie_ektp"))
    assert needs.includes(file("consent_letter"))
    assert needs.includes(file("supporting", ground))
    assert needs.includes(file("supporting"))


def test_a_proof_for_another_ground_is_not_needed() -> None:
    needs = needed(Appeal(), grounds={"G03"}, asked=())
    assert not needs.includes(file("supporting", "G10"))


@pytest.mark.parametrize(
    ("ground", "kind", "is_needed"),
    [
        ("G03", "selfie_kk", False), ("G03", "kk", False), ("G06", "kk", True),
        ("G06", "selfie_kk", True), ("G06", "screenshot", False), ("G08", "kk", True),
        ("G10", "screenshot", True), ("G10", "kk", False), ("G12", "kk", False),
    ],
)  # fmt: skip
def test_a_ground_needs_what_it_asks_as_proof(ground: str, kind: str, is_needed: bool) -> None:
    assert needed(Appeal(), grounds={ground}, asked=()).includes(file(kind)) is is_needed


def test_what_an_officer_asked_for_is_needed() -> None:
    assert needed(Appeal(), grounds={"G03"}, asked={"selfie_kk"}).includes(file("selfie_kk"))


def test_a_misused_nik_needs_both_cards_and_both_faces() -> None:
    needs = needed(Appeal(lane="misuse"), grounds={"G03"}, asked=())
    assert all(needs.includes(file(kind)) for kind in ("kk", "selfie_ektp", "selfie_kk"))


def test_a_case_about_no_block_needs_everything() -> None:
    needs = needed(Appeal(), grounds=(), asked=())
    assert all(needs.includes(file(kind)) for kind in Evidence.Kind.values)
    assert needs.includes(file("supporting", "G10"))


@pytest.mark.django_db
def test_the_grounds_of_a_case_are_read_from_its_blocks() -> None:
    assert needed_by(builders.appeal_about(builders.block("G06"))).grounds == {"G06"}
