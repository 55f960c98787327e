"""Tokens and digests: stable, bound to their purpose, and unguessable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from portal import tokens
from tests.portal.test_fields import NEW, OLD


@given(st.text(), st.text())
def test_a_token_fits_its_own_subject_only(subject: str, other: str) -> None:
    token = tokens.make("case", subject)
    assert tokens.matches("case", subject, token)
    assert tokens.matches("case", other, token) == (subject == other)
    assert not tokens.matches("export", subject, token)


def test_a_token_is_short_and_safe_in_a_link() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", tokens.make("case", "PRK-2345678ABC"))


@pytest.mark.parametrize("token", ["", "x", "é" * 32, "\ud800", "A" * 10_000])
def test_other_text_is_no_token(token: str) -> None:
    assert not tokens.matches("case", "PRK-2345678ABC", token)


def test_a_token_outlives_a_new_key_and_dies_with_its_own(settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]
    token = tokens.make("case", "PRK-2345678ABC")
    settings.MASTER_KEYS = [NEW, OLD]
    assert tokens.matches("case", "PRK-2345678ABC", token)
    settings.MASTER_KEYS = [NEW]
    assert not tokens.matches("case", "PRK-2345678ABC", token)


def test_a_digest_names_a_text_without_telling_it() -> None:
    digest = tokens.digest("target", "08123456789")
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    assert digest == tokens.digest("target", "08123456789")
    assert digest != tokens.digest("other", "08123456789")


def test_digests_hold_one_for_every_key(settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]
    before = tokens.digest("target", "a")
    settings.MASTER_KEYS = [NEW, OLD]
    assert tokens.digests("target", "a") == (tokens.digest("target", "a"), before)
