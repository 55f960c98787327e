"""Two engines that take one account at a time, for benchmarks/screening.py to compare with.

`engine_zen` is a rule engine written in Rust whose facts are fetched in bulk, which favours it;
`engine_orm` is the loop as usually written: an account, its rows, one condition after another.
Both know fewer rules than screening does, and neither writes anything.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import zen
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from eligibility.models import (
    Account,
    Grant,
    ReferenceListEntry,
    RegistrationEvent,
    RegistryVerdict,
    TrainingPurchase,
)

SAMPLE = 2_000
# The invented nation's numbers are hashes that nobody can open; the database compares them.
_SEALED = ("nik", "kk", "name", "phone", "email", "payout_account")
_CONDITIONS = (
    ("age", "age != null and (age < 18 or age > 64)"),
    ("education", "education == 'school' or education == 'university' or enrolled"),
    ("employment", "employment == 'other'"),
    ("office", "declared_office != '' or listed"),
    ("citizenship", "citizenship == 'wna' or not_found"),
    ("false_data", "not(is_nik_well_formed) or nik_differs or other_person"),
    ("household", "place > 2"),
    ("earlier_recipient", "grants > 1"),
    ("first_training", "late_to_buy > 0"),
    ("completion", "unfinished > 0"),
    ("shared_contact", "phone_sharers > 3"),
    ("form_speed", "form_seconds < 20"),
)


def orm(sample: int) -> float:
    """Judge `sample` accounts one by one with queries; return accounts a second."""
    now = timezone.now()
    began = time.monotonic()
    for account in Account.objects.defer(*_SEALED).order_by("pk")[:sample]:
        _broken(account, now.date())
    return sample / (time.monotonic() - began)


def _broken(account: Account, today: date) -> list[bool]:
    """Return which rules an account breaks, asked as one does without thinking of millions."""
    grants = list(account.grants.defer("kk").order_by("granted_at"))
    itself = Account.objects.filter(pk=account.pk)
    age = account.age_at_registration
    said = {verdict.verdict for verdict in account.verdicts.filter(superseded_at=None)}
    return [
        age is not None and not 18 <= age <= 64,
        account.education in {"school", "university"} or "enrolled" in said,
        account.employment == "other",
        bool(account.declared_office)
        or ReferenceListEntry.objects.filter(
            nik__in=itself.values("nik"), removed_at=None
        ).exists(),
        account.citizenship == "wna" or "not_found" in said,
        not account.is_nik_well_formed or account.nik_birth_date != account.birth_date,
        any(
            Grant.objects.filter(
                kk__in=Grant.objects.filter(pk=grant.pk).values("kk"),
                granted_at__lt=grant.granted_at,
            ).count()
            > 1
            for grant in grants
        ),
        len(grants) > 1,
        any(
            grant.first_training_until.date() < today
            and not grant.purchases.filter(bought_at__lte=grant.first_training_until).exists()
            for grant in grants
        ),
        TrainingPurchase.objects.filter(grant__account=account, completed_at=None).exists(),
        Account.objects.filter(phone__in=itself.values("phone")).values("kk").distinct().count()
        > 3,
        account.events.filter(form_seconds__lt=20).exists(),
    ]


def zen_engine(sample: int) -> float:
    """Judge `sample` accounts with the engine; return accounts a second, fetching included."""
    decision = zen.ZenEngine().create_decision(_graph())
    began = time.monotonic()
    for facts in _facts(sample):
        decision.evaluate(facts)
    return sample / (time.monotonic() - began)


def _graph() -> Mapping[str, object]:
    """Return the decision graph: one expression node with a line per rule."""
    expressions = [{"id": key, "key": key, "value": condition} for key, condition in _CONDITIONS]
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {
                "id": "rules",
                "name": "rules",
                "type": "expressionNode",
                "content": {"expressions": expressions},
            },
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "b", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }


def _facts(sample: int) -> Iterator[dict[str, object]]:
    """Yield what the engine needs to know of each account; a dozen queries for all of them."""
    columns = (
        "pk", "birth_date", "education", "employment", "declared_office",
        "citizenship", "is_nik_well_formed", "nik_birth_date", "age_at_registration",
    )  # fmt: skip
    same_phone = Account.objects.filter(phone=OuterRef("phone")).order_by().values("phone")
    sharers = Subquery(same_phone.annotate(number=Count("kk", distinct=True)).values("number"))
    listed = Exists(ReferenceListEntry.objects.filter(nik=OuterRef("nik"), removed_at=None))
    people = Account.objects.annotate(sharers=sharers, listed=listed).order_by("pk")
    rows = list(people.values(*columns, "sharers", "listed")[:sample])
    keys = [row["pk"] for row in rows]
    said: dict[int, set[str]] = {}
    current = RegistryVerdict.objects.filter(account__in=keys, superseded_at=None)
    for key, verdict in current.values_list("account", "verdict"):
        said.setdefault(key, set()).add(verdict)
    mine = Grant.objects.filter(account__in=keys)
    grants = _count(mine)
    late = _count(mine.filter(first_bought_at=None))
    crowded = _count(mine.filter(slot__gt=2))
    unfinished = dict(
        TrainingPurchase.objects.filter(grant__account__in=keys, completed_at=None)
        .values_list("grant__account")
        .annotate(number=Count("pk"))
    )
    fast = set(
        RegistrationEvent.objects.filter(account__in=keys, form_seconds__lt=20).values_list(
            "account", flat=True
        )
    )
    for row in rows:
        key = row["pk"]
        yield {
            "age": row["age_at_registration"],
            "education": row["education"],
            "employment": row["employment"],
            "declared_office": row["declared_office"],
            "citizenship": row["citizenship"],
            "is_nik_well_formed": row["is_nik_well_formed"],
            "nik_differs": row["nik_birth_date"] != row["birth_date"],
            "enrolled": "enrolled" in said.get(key, ()),
            "not_found": "not_found" in said.get(key, ()),
            "other_person": "other_person" in said.get(key, ()),
            "listed": row["listed"],
            "grants": grants.get(key, 0),
            "place": crowded.get(key, 0) * 3,
            "late_to_buy": late.get(key, 0),
            "unfinished": unfinished.get(key, 0),
            "phone_sharers": row["sharers"],
            "form_seconds": 8 if key in fast else 300,
        }


def _count(rows: QuerySet[Grant]) -> dict[int, int]:
    """Return how many of the rows each account has."""
    return dict(rows.values_list("account").annotate(number=Count("pk")))


ENGINES: Mapping[str, Callable[[int], float]] = {"engine_orm": orm, "engine_zen": zen_engine}
