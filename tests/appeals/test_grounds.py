"""What each ground asks of people."""

import pytest

from appeals import grounds
from appeals.models import Claim
from eligibility.grounds import Ground

_EVERY = ["", *Ground.values]
_LONGEST_WORD = 16
_LONGEST_SENTENCE = 18


@pytest.mark.parametrize("ground", _EVERY)
def test_every_ground_asks_a_proof_and_offers_reasons(ground: str) -> None:
    asked = grounds.asks_of(ground)
    codes = [code for code, _ in asked.reasons]
    assert asked.plain
    assert asked.proof
    assert asked.examples
    assert codes[-2:] == ["dont_know", "other"]
    assert len(set(codes)) == len(codes)
    longest = Claim._meta.get_field("reason").max_length
    assert longest is not None
    assert max(map(len, codes)) <= longest


@pytest.mark.parametrize("ground", _EVERY)
def test_the_words_are_short_and_plain(ground: str) -> None:
    asked = grounds.asks_of(ground)
    for text in [asked.plain, asked.proof, *(words for _, words in asked.reasons)]:
        for sentence in str(text).split(". "):
            assert len(sentence.split()) <= _LONGEST_SENTENCE
            assert max(map(len, sentence.split())) <= _LONGEST_WORD


def test_a_reason_belongs_to_its_ground() -> None:
    assert grounds.is_reason("G03", "graduated")
    assert grounds.is_reason("G03", "")
    assert not grounds.is_reason("G02", "graduated")
    assert grounds.reason_words("G03", "graduated") == "Saya sudah lulus"
    assert grounds.reason_words("G02", "graduated") == ""


def test_a_code_that_is_no_ground_is_refused() -> None:
    with pytest.raises(ValueError, match="G99"):
        grounds.asks_of("G99")
