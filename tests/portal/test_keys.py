"""The master keys: which encrypts, which decrypts, and what a wrong setting says."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from portal import keys


def entry(key_id: str, byte: int) -> str:
    return f"{key_id}:{base64.b64encode(bytes([byte]) * 32).decode()}"


def test_the_first_key_encrypts_and_all_decrypt(settings: Settings) -> None:
    settings.MASTER_KEYS = [entry("new", 2), entry("old", 1)]
    assert keys.current_id() == "new"
    assert keys.ids() == ("new", "old")


def test_no_two_uses_and_no_two_lengths_share_a_key(settings: Settings) -> None:
    settings.MASTER_KEYS = [entry("new", 2), entry("old", 1)]
    short, long = keys.derive("new", "nik"), keys.derive("new", "nik", length=64)
    others = {keys.derive("old", "nik"), keys.derive("new", "kk"), long[:32], long[32:]}
    assert (len(short), len(long)) == (32, 64)
    assert short not in others
    assert len(others) == 4


def test_a_derived_key_stays_the_same() -> None:
    # Written out, so that no change of the derivation makes stored rows unreadable unnoticed.
    configured = (entry("k", 7),)
    derived = keys._derive(configured, "k", info="32:column:nik")
    assert derived.hex() == "e53baa6702611d7e438f68764a073659c4f0694132d6f4b5174238e4ac9e69d1"


def test_an_unknown_key_is_named(settings: Settings) -> None:
    settings.MASTER_KEYS = [entry("new", 2)]
    with pytest.raises(keys.UnknownKey, match="gone"):
        keys.derive("gone", "nik")


@pytest.mark.parametrize(
    "configured",
    [
        [],
        ["new"],
        ["new:short"],
        ["new:ä"],
        [entry("", 1)],
        [entry("seventeen-letters", 1)],
        [entry("schlüssel", 1)],
        [entry("new", 1), entry("new", 2)],
    ],
)
def test_a_wrong_setting_is_refused_without_telling_the_key(
    configured: list[str], settings: Settings
) -> None:
    settings.MASTER_KEYS = configured
    with pytest.raises(ImproperlyConfigured) as refusal:
        keys.current_id()
    assert "AQEB" not in str(refusal.value)
