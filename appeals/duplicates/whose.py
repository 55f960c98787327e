"""Says when it is ordinary that a photo comes twice: from one person, or from one family."""

from django.db.models import Q

from appeals.models import Appeal, Evidence
from appeals.querysets import EvidenceQuerySet

_Kind = Evidence.Kind
# What belongs to one person, also within a family; a family card and other papers belong to all.
_OF_ONE_PERSON = frozenset({_Kind.EKTP, _Kind.SELFIE_EKTP, _Kind.SELFIE_KK})


def is_ordinary(one: Evidence, other: Evidence) -> bool:
    """Say whether nothing is odd about `one` and `other` being the same photo."""
    if one.appeal is None or other.appeal is None:  # a draft's: nobody has sent it yet
        return True
    if _is_one_person(one.appeal, other.appeal):
        return True
    is_familys = not {one.kind, other.kind} <= _OF_ONE_PERSON
    return is_familys and _is_one_household(one.appeal, other.appeal)


def without_own(files: EvidenceQuerySet, appeal: Appeal) -> EvidenceQuerySet:
    """Leave out the files of whose the `appeal` is, as `is_ordinary` knows one person."""
    matter = _matter(appeal)
    own = Q(appeal__in=matter) | Q(appeal__root__in=matter) | Q(appeal__merged_into__in=matter)
    if appeal.nik:
        own |= Q(appeal__nik=appeal.nik)
    if appeal.account_id is not None:
        own |= Q(appeal__account=appeal.account_id)
    return files.exclude(own)


def _is_one_person(one: Appeal, other: Appeal) -> bool:
    """One NIK, one account, or one matter: there the NIK may have been corrected on the way."""
    if one.nik and one.nik == other.nik:
        return True
    if one.account_id is not None and one.account_id == other.account_id:
        return True
    return bool(_matter(one) & _matter(other))


def _matter(appeal: Appeal) -> set[int]:
    keys = {appeal.pk, appeal.root_id, appeal.merged_into_id}
    return {key for key in keys if key is not None}


def _is_one_household(one: Appeal, other: Appeal) -> bool:
    """As the people say, or as the main site knows them."""
    if one.kk and one.kk == other.kk:
        return True
    if one.account is None or other.account is None:
        return False
    return bool(one.account.kk) and bool(one.account.kk == other.account.kk)
