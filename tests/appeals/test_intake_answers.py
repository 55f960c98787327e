"""What a draft keeps: each step's answers beside the others', never instead of them."""

import pytest
from django.http import QueryDict

from appeals.grounds import UNKNOWN
from appeals.intake import drafts
from appeals.intake.answers import chosen_grounds, typed
from appeals.models import Draft
from tests import builders


def draft() -> Draft:
    return Draft.objects.create(created_at=builders.NOON, expires_at=builders.NOON)


@pytest.mark.django_db
def test_one_step_keeps_the_answers_of_the_others() -> None:
    mine = draft()
    drafts.keep(mine, {"name": "Siti", "chronology": "Lulus."})
    drafts.keep(mine, {"name": "Siti Contoh"})
    kept = {"name": "Siti Contoh", "chronology": "Lulus."}
    assert drafts.answers_of(Draft.objects.get()) == kept


@pytest.mark.django_db
def test_two_steps_kept_from_old_copies_of_the_draft_lose_nothing() -> None:
    mine = draft()
    one, other = Draft.objects.get(), Draft.objects.get()
    drafts.keep(one, {"name": "Siti"})
    drafts.keep(other, {"chronology": "Lulus."})
    drafts.has_seen_hints(one)
    mine.refresh_from_db()
    assert drafts.answers_of(mine) == {"name": "Siti", "chronology": "Lulus."}


@pytest.mark.django_db
def test_keeping_in_a_draft_that_was_sent_makes_none() -> None:
    gone = draft()
    gone_copy = Draft.objects.get()
    gone.delete()
    drafts.keep(gone_copy, {"name": "Siti"})
    assert not Draft.objects.exists()


def test_an_answer_emptied_again_is_empty() -> None:
    assert typed({"name": "", "other": "x"}) == {"name": ""}


def test_several_grounds_are_kept_in_their_usual_order() -> None:
    kept = typed(QueryDict("grounds=&grounds=unknown&grounds=G10&grounds=G03&grounds=G99"))
    assert chosen_grounds(kept) == ["G03", "G10", UNKNOWN]


def test_no_ground_ticked_is_no_ground() -> None:
    assert chosen_grounds(typed(QueryDict("grounds="))) == []
