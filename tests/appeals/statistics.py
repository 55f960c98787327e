"""Counted months to make statistics from, one small province among them."""

from datetime import UTC, date, datetime

from appeals.figures.months import last_months
from appeals.models import Tally
from eligibility.grounds import Ground

# A month later than any other test's cases, so that nothing is counted but these rows.
MONTH = date(2026, 10, 1)
AT = datetime(2026, 11, 1, 1, 5, tzinfo=UTC)
ADDRESS = "/angka/laporan/2026/10/id.pdf"


def counted() -> None:
    """Two months; Papua Selatan has few, so that another province is withheld with it."""
    for place, month in enumerate(last_months(MONTH, count=2)):
        for province, count in (("31", 2531), ("32", 127), ("91", 43), ("93", 1)):
            for ground in (Ground.EDUCATION, Ground.HOUSEHOLD):
                filed, lifted = count + place, count // 3
                Tally.objects.create(
                    month=month, ground=ground, province_code=province, filed=filed,
                    decided=count, lifted=lifted, upheld=count - lifted, days={"4": count},
                )  # fmt: skip
