import pytest
from datetime import UTC, datetime
from eligibility.models import Account, ReferenceListEntry
from django.db.models import Exists, OuterRef
@pytest.mark.django_db
def test_accounts_are_found_by_nik():
    a = Account.objects.create(external_id="1", nik="3171234567890001", kk="1", name="A", phone="1", email="e", registered_at=datetime(2026,1,1,20,0,tzinfo=UTC))
    a.refresh_from_db()
    assert a.nik == "3171234567890001" and a.registered_on.day == 2
    assert Account.objects.with_nik("3171234567890001").get() == a
    assert Account.objects.filter(nik__in=["3171234567890001"]).get() == a
    assert not Account.objects.with_nik("3171234567890002").exists()
    e = ReferenceListEntry.objects.create(source="s", nik=a.nik, office="x", as_of="2026-01-01")
    assert Account.objects.filter(Exists(ReferenceListEntry.objects.filter(nik=OuterRef("nik")))).get() == a
