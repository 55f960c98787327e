"""Bootstrap cut down to what public pages use: it is up to date, and nothing needed is missing."""

from portal.management.commands import trim_styles


def test_the_cut_styles_are_those_of_todays_pages() -> None:
    assert trim_styles.USED.read_text(encoding="utf-8") == trim_styles.trimmed(), (
        "run manage.py trim_styles"
    )


def test_what_pages_use_is_kept_and_the_rest_is_not() -> None:
    kept = trim_styles.trimmed()
    assert ".btn-primary{" in kept
    assert ".form-select{" in kept  # named by a widget, in no template
    assert ".mb-0{" in kept
    assert ".carousel" not in kept
    assert ".navbar" not in kept


def test_a_rule_within_a_media_query_is_judged_by_itself() -> None:
    css = "@media (min-width:1px){.a{x:1}.b{x:1}}.a:not(.b),.b>i{x:1}i{x:1}"
    kept = trim_styles.matching(css, frozenset({"a"}))
    assert kept == "@media (min-width:1px){.a{x:1}}.a:not(.b){x:1}i{x:1}"
