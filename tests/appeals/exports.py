"""Exports asked for and written, plans of them, and a browser of who asked."""

from datetime import date, datetime

from django.test import Client
from django.utils import timezone

from appeals import tasks
from appeals.models import Export, ExportPlan
from appeals.reports import exporting, scheduling
from appeals.reports.exporting import Order
from appeals.reports.period import Period
from appeals.reports.scheduling import Wanted
from appeals.reports.subjects.subject import Choice
from portal.models import User
from portal.storage import export_store
from tests.builders import NOON

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 30))
PURPOSE = "Laporan bulanan untuk direksi"
PAGE = "/pmo/laporan/ekspor/"
WANTED = Wanted(
    subject="appeals",
    format="csv",
    choice=Choice(("reference",), {"level": "2"}),
    rhythm="daily",
    span="yesterday",
    purpose=PURPOSE,
    language="id",
)


def requested(by: User, subject: str = "appeals", fmt: str = "csv") -> Export:
    order = Order(subject=subject, format=fmt, period=PERIOD, purpose=PURPOSE)
    return exporting.request(order, by=by, address="203.0.113.9", at=timezone.now())


def written(by: User, subject: str = "appeals", fmt: str = "csv") -> Export:
    export = requested(by, subject, fmt)
    tasks.write_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def content(export: Export) -> bytes:
    return export_store().read_bytes(export.file_name)


def plan(by: User, at: datetime = NOON) -> ExportPlan:
    return scheduling.add(WANTED, by=by, at=at)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
