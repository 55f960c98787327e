"""How far the training platforms' data reaches: what nobody could have told yet is unknown."""

from django.db.models import Subquery

from eligibility.models import ImportBatch


def known_until() -> Subquery:
    """Return the day as of which the latest whole training file speaks; NULL without any.

    Only when it is later than a deadline's day does a missing purchase or completion mean that
    there was none. What a partner sends by request says nothing about those it leaves out.
    """
    files = ImportBatch.objects.standing().filter(kind=ImportBatch.Kind.TRAINING)
    files = files.exclude(file_sha256="")
    return Subquery(files.order_by("-source_date").values("source_date")[:1])
