"""Exports asked for and written, and a browser of who asked."""

from datetime import date

from django.test import Client
from django.utils import timezone

from appeals import tasks
from appeals.models import Export
from appeals.reports import exporting
from appeals.reports.exporting import Order
from appeals.reports.period import Period
from portal.models import User
from portal.storage import export_store

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 30))
PURPOSE = "Laporan bulanan untuk direksi"
PAGE = "/pmo/laporan/ekspor/"


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


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
