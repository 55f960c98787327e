"""G12: a device, telephone or e-mail address shared by several families."""

from typing import Any

import pytest
from django.db.models import Value
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from eligibility.models import Account
from eligibility.rules.base import Scope
from eligibility.rules.shared_contact import OnePhone, SharedContactLimits
from portal.calendar import civil_date
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.rules.crowds import broken_by, event, facts, keys, neighbours, rows

pytestmark = pytest.mark.django_db

TWO = SharedContactLimits(most=2)
HOUSEHOLD = "3171010101150001"


def families(number: int, **over: Any) -> list[Account]:
    """Register people of as many families, with the same telephone unless told."""
    return [people.account(**{"phone": "081234567890", **over}) for _ in range(number)]


def test_as_many_families_as_admitted_may_share_a_telephone() -> None:
    families(2)
    assert broken_by("shared_contact", TWO) == []


def test_one_family_more_flags_all_of_them() -> None:
    crowd = families(3)
    assert broken_by("shared_contact", TWO) == keys(crowd)
    assert facts("shared_contact", TWO) == [
        {"basis": "phone", "cluster": crowd[0].pk, "at_least": 3, "most": 2}
    ]


def test_the_limit_is_three_families_by_default() -> None:
    families(3)
    assert broken_by("shared_contact", SharedContactLimits()) == []
    families(1)
    assert len(broken_by("shared_contact", SharedContactLimits())) == 4


def test_a_household_of_many_is_one_family() -> None:
    families(6, kk=HOUSEHOLD)
    families(1)
    assert broken_by("shared_contact", TWO) == []


def test_everybody_beyond_the_household_is_flagged_with_it() -> None:
    crowd = [*families(3, kk=HOUSEHOLD), *families(2)]
    assert broken_by("shared_contact", TWO) == keys(crowd)
    assert [one["at_least"] for one in facts("shared_contact", TWO)] == [3]


@pytest.mark.parametrize("column", ["phone", "email"])
def test_nobody_shares_what_nobody_gave(column: str) -> None:
    for number in range(4):
        people.account(**{"phone": f"08123456789{number}", "email": f"{number}@example.id"}
                       | {column: ""})  # fmt: skip
    assert broken_by("shared_contact", TWO) == []


def test_people_of_unknown_family_make_no_crowd() -> None:
    families(4, kk="")
    assert broken_by("shared_contact", TWO) == []


def test_an_e_mail_address_is_shared_as_a_telephone_is() -> None:
    for _ in range(3):
        people.account(email="semua@example.id")
    assert [one["basis"] for one in facts("shared_contact", TWO)] == ["email"]


def test_a_device_is_shared_by_whoever_registered_from_it() -> None:
    crowd = [people.account() for _ in range(3)]
    for one in crowd:
        event(one, device="tablet")
        event(one, device="tablet")  # twice, and still found once
    assert broken_by("shared_contact", TWO) == keys(crowd)
    assert [one["basis"] for one in facts("shared_contact", TWO)] == ["device"]


@pytest.mark.parametrize("over", [{"device": None}, {"device": "tablet", "kind": "joined"}])
def test_no_device_or_no_registration_is_shared_by_nobody(over: dict[str, Any]) -> None:
    for _ in range(4):
        event(people.account(), **over)
    assert broken_by("shared_contact", TWO) == []


def test_people_of_unknown_family_share_no_device() -> None:
    for _ in range(4):
        event(people.account(kk=""), device="tablet")
    assert broken_by("shared_contact", TWO) == []


def test_equal_facts_until_the_group_has_doubled() -> None:
    families(3)
    before = facts("shared_contact", TWO)
    families(2)
    assert facts("shared_contact", TWO) == before
    families(1)
    assert [one["at_least"] for one in facts("shared_contact", TWO)] == [6]
    families(6)
    assert [one["at_least"] for one in facts("shared_contact", TWO)] == [12]


def test_who_changes_number_leaves_the_group_and_ends_it() -> None:
    crowd = families(3)
    Account.objects.filter(pk=crowd[2].pk).update(phone="081299999999")
    assert broken_by("shared_contact", TWO) == []


@pytest.mark.parametrize("status", ["revoked", "closed"])
def test_who_is_revoked_counts_and_is_not_found(status: str) -> None:
    crowd = families(3)
    Account.objects.filter(pk=crowd[0].pk).update(status=status)
    assert broken_by("shared_contact", TWO) == keys(crowd[1:])
    assert [one["cluster"] for one in facts("shared_contact", TWO)] == [crowd[0].pk]


def test_one_account_in_scope_is_judged_with_its_whole_group() -> None:
    crowd = families(3)
    families(3, phone="081200000000")
    whole = rows("shared_contact", TWO)
    scope = Scope(account_ids=(crowd[1].pk,))
    assert rows("shared_contact", TWO, scope=scope) == [whole[1]]


def test_a_range_of_keys_is_judged_with_the_groups_beyond_it() -> None:
    crowd = families(3)
    scope = Scope(first_id=crowd[2].pk)
    assert broken_by("shared_contact", TWO, scope=scope) == [crowd[2].pk]


def test_the_day_and_the_file_are_those_of_the_account() -> None:
    batch = people.training_file(civil_date(NOON))
    crowd = families(3, batch=batch)
    row = rows("shared_contact", TWO)[0]
    assert (row["said_date"], row["batch_key"]) == (civil_date(crowd[0].registered_at), batch.pk)
    assert row["cluster_key"] == crowd[0].pk


def test_neighbours_share_a_device_a_telephone_or_an_address() -> None:
    one, by_phone = families(2)
    by_email = people.account(email=one.email)
    by_device = people.account()
    event(one, device="tablet")
    event(by_device, device="tablet")
    people.account()
    sharing = {by_phone.pk, by_email.pk, by_device.pk}
    assert neighbours("shared_contact", one, limits=SharedContactLimits(most=1)) == sharing
    assert neighbours("shared_contact", one, limits=TWO) == set()


def test_who_gave_no_telephone_has_no_neighbours_by_it() -> None:
    one, *_ = families(2, phone="")
    assert neighbours("shared_contact", one, limits=SharedContactLimits(most=1)) == set()


@pytest.mark.parametrize(("most", "is_broken"), [(3, True), (4, None), (6, None), (7, False)])
def test_stored_facts_are_judged_under_another_limit(most: int, *, is_broken: bool | None) -> None:
    stored = {"basis": "phone", "cluster": 1, "at_least": 4, "most": 3}
    assert OnePhone().judge(stored, SharedContactLimits(most=most)) is is_broken


def test_facts_without_a_size_are_not_judged() -> None:
    assert OnePhone().judge({"basis": "phone"}, TWO) is None


def test_a_group_within_the_limit_can_still_be_told() -> None:
    crowd = families(2)
    look = OnePhone()
    facts_now = JSONObject(**{name: value if isinstance(value, Combinable) else Value(value)
                              for name, value in look.facts(TWO).items()})  # fmt: skip
    found = look.within(Scope(account_ids=(crowd[1].pk,))).values_list(facts_now, flat=True)
    assert list(found) == [{"cluster": crowd[0].pk, "at_least": 2, "most": 2}]


def test_the_breaches_can_narrow_another_query() -> None:
    crowd = families(3)
    look = OnePhone()
    within = look.breaches(Scope(), TWO, at=NOON).values("account_key")
    assert list(Account.objects.filter(pk__in=within).order_by("pk")) == crowd
    assert not look.broken(TWO, at=NOON)  # no condition beside belonging to the group
