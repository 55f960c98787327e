"""Every word for people is marked, and the English catalogue has all of them and no others.

It reads sources and catalogue (docs/translations.md); tests/test_english.py reads the pages.
"""

import re
from collections import Counter

import polib

from tests import sources
from tests.sources import ROOT, Marked

CATALOGUE = polib.pofile(str(ROOT / "locale/en/LC_MESSAGES/django.po"))
# Words that no English sentence holds, and that hardly an Indonesian one can do without.
INDONESIAN = re.compile(
    r"\b(ada|adalah|akan|anda|atau|belum|bisa|boleh|bukan|dan|dari|dengan|harus|ini|itu|kalau"
    r"|kami|ke|lagi|oleh|pada|saat|sampai|sudah|supaya|tetap|tidak|untuk|yang)\b",
    re.IGNORECASE,
)
SAME_IN_BOTH = {"Audit", "Auditor", "Data", "data", "NIK", "Portal", "Status", "status"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|</?\w+[^>]*>|https?://\S+")
# The consent keeps its own languages: people agree to a version, not to a translation of the day.
BARE = ("appeals/intake/consent.py", "appeals/demonstration/")


def key(entry: polib.POEntry) -> Marked:
    return Marked(entry.msgid, entry.msgid_plural, entry.msgctxt or "")


def english(entry: polib.POEntry) -> list[str]:
    """Return the entry's translations: one, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_the_catalogue_holds_what_the_sources_mark_and_nothing_else() -> None:
    held = {key(entry) for entry in CATALOGUE if not entry.obsolete}
    wanted = sources.marked()
    assert not {each.text for each in wanted - held}, "not in the catalogue"
    assert not {each.text for each in held - wanted}, "no longer in the sources"
    assert not CATALOGUE.obsolete_entries()


def test_every_entry_is_translated() -> None:
    for entry in CATALOGUE:
        assert not entry.fuzzy, entry.msgid
        assert len(english(entry)) == (2 if entry.msgid_plural else 1), entry.msgid
        for text in english(entry):
            assert text.strip(), entry.msgid
            assert text != entry.msgid or text in SAME_IN_BOTH
            assert not INDONESIAN.search(text)


def test_a_translation_keeps_placeholders_and_markup() -> None:
    for entry in CATALOGUE:
        wanted = Counter(PLACEHOLDER.findall(entry.msgid))
        for text in english(entry):
            assert Counter(PLACEHOLDER.findall(text)) == wanted, entry.msgid


def test_no_indonesian_in_a_template_goes_unmarked() -> None:
    for path in sources.templates():
        for text in sources.bare_in_template(path.read_text("utf-8")):
            assert not INDONESIAN.search(text), f"{path.relative_to(ROOT)}: {text.strip()}"


def test_no_indonesian_in_python_goes_unmarked() -> None:
    for path in sources.modules():
        name = path.relative_to(ROOT).as_posix()
        # Addresses are Indonesian, for everybody.
        if not name.startswith(BARE) and path.name != "urls.py":
            for text in sources.bare_in_python(path.read_text("utf-8")):
                assert not INDONESIAN.search(text), f"{name}: {text}"


def test_choices_and_names_of_models_are_marked() -> None:
    """Labels of one word hold no word that gives them away."""
    label = re.compile(
        r'^ +(?:[A-Z_]+ = "[a-z_]+", |verbose_name(?:_plural)? ?= ?)"(.+)"', re.MULTILINE
    )
    bare = {text for path in sources.modules() for text in label.findall(path.read_text("utf-8"))}
    institutions = {"BKN", "Dukcapil", "Kemdikbud", "Polri", "TNI"}
    assert bare == {"CSV", "Portal", "SMS", "WhatsApp", "XLSX"} | institutions


def test_the_reader_of_the_sources_sees_every_kind_of_mark() -> None:
    template = """{% load i18n %}{% translate "satu" %}{% translate "dua" context "c" %}
        {% blocktranslate trimmed %}tiga {{ x }}'s{% endblocktranslate %}{{ y|default:_("empat") }}
        {% blocktranslate count n=2 %}lima{% plural %}enam{% endblocktranslate %} tujuh"""
    assert set(sources.in_template(template)) == {
        Marked("satu"), Marked("dua", context="c"), Marked("tiga %(x)s's"), Marked("empat"),
        Marked("lima", "enam"),
    }  # fmt: skip
    assert "tujuh" in "".join(sources.bare_in_template(template))
    python = '"doc"\n_("a" "b"); ngettext("c", "d", 2); pgettext("e", "f"); g = "h"'
    assert set(sources.in_python(python)) == {
        Marked("ab"), Marked("c", "d"), Marked("f", context="e")
    }  # fmt: skip
    assert list(sources.bare_in_python(python)) == ["h"]
