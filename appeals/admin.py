"""Registers the appeals' desks with the staff site."""

from django.contrib import admin

from appeals.models import Appeal, Evidence
from appeals.review.desk import AppealDesk, EvidenceDesk

admin.site.register(Appeal, AppealDesk)
admin.site.register(Evidence, EvidenceDesk)
