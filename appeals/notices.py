"""What the person is told at each step, in their language; sending is the outbox's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from appeals import access, brief, clocks, reach
from appeals.evidence.awaited import lost_in_the_way
from appeals.models import Appeal, Decision
from eligibility import remedies, restoration
from eligibility.explain import title_of
from eligibility.models import Account, Block
from portal import office, outbox
from portal.channels.way import Channel


class Notice(models.TextChoices):
    """A message; the label is its subject line, the value names its template."""

    RECEIVED = "received", _("Pengaduan Anda kami terima")
    IN_REVIEW = "in_review", _("Pengaduan Anda sedang diperiksa")
    INFO_REQUESTED = "info_requested", _("Kami butuh tambahan dari Anda")
    ANSWER_REMINDER = "answer_reminder", _("Kami masih menunggu jawaban Anda")
    ANSWER_RECEIVED = "answer_received", _("Jawaban Anda kami terima")
    WAITING_SOURCE = "waiting_source", _("Kami menunggu jawaban lembaga lain")
    DECIDED = "decided", _("Putusan atas pengaduan Anda")
    WITHDRAWN = "withdrawn", _("Pengaduan Anda sudah ditarik")
    MERGED = "merged", _("Pengaduan Anda digabung")
    JOINED = "joined", _("Pengaduan Anda digabung")
    JOINED_BY = "joined_by", _("Ada pengaduan baru yang kami gabung")
    JOINED_DECIDED = "joined_decided", _("Putusan atas pengaduan Anda")
    PARTED = "parted", _("Pengaduan Anda diperiksa sendiri lagi")
    BANDING = "banding", _("Banding Anda kami terima")
    REOPENED = "reopened", _("Pengaduan Anda kami buka lagi")
    LOOKED_AGAIN = "looked_again", _("Kami memeriksa lagi pengaduan Anda")
    MESSAGE = "message", _("Petugas menulis pesan untuk Anda")
    VOID = "void", _("Pengaduan Anda tidak perlu diputus lagi")
    EVIDENCE_REFUSED = "evidence_refused", _("Satu berkas Anda tidak bisa dibuka")
    EVIDENCE_LOST = "evidence_lost", _("Kirim lagi berkas Anda")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in the person's language."""

    subject: str
    body: str


def queue(appeal: Appeal, notice: Notice, *, at: datetime, cause: str = "") -> None:
    """Owe the person the message over each channel that reaches them; the same step owes it once.

    `cause` tells apart what happens several times between two steps.
    """
    link = access.secret_link(appeal)
    key = f"appeal:{appeal.pk}:{notice}:{cause or appeal.revision}"
    for way in reach.ways_to(appeal):
        is_email = way.channel == Channel.EMAIL
        wording = letter if is_email else partial(short_letter, channel=way.channel)
        written = wording(appeal, notice, link=link)
        outbox.queue(
            to=way.to,
            channel=way.channel,
            subject=written.subject,
            body=written.body,
            key=key if is_email else f"{key}:{way.channel}",
            at=at,
        )


def letter(appeal: Appeal, notice: Notice, *, link: str) -> Letter:
    """Word the message; `link` stands where the person's secret link belongs."""
    with translation.override(appeal.language):
        words = {**_words(appeal, notice), "link": link}
        return Letter(
            subject=f"{notice.label} · {appeal.reference}",
            body=render_to_string(f"appeals/notices/{notice}.txt", words),
        )


def short_letter(appeal: Appeal, notice: Notice, *, link: str, channel: Channel) -> Letter:
    """Word the message as it goes to a telephone; its subject line stays with us."""
    with translation.override(appeal.language):
        return Letter(
            subject=f"{notice.label} · {appeal.reference}",
            body=brief.words(appeal, notice, link=link, channel=channel),
        )


def _words(appeal: Appeal, notice: Notice) -> Mapping[str, object]:
    """Return what the template may say; nothing that names or numbers the person."""
    words: dict[str, object] = {
        "appeal": appeal,
        "phone": settings.CONTACT_PHONE,
        "hours": office.hours_in_words(),
    }
    if notice == Notice.IN_REVIEW:
        words["awaits_files"] = bool(lost_in_the_way(appeal))
    if notice in {Notice.INFO_REQUESTED, Notice.ANSWER_REMINDER}:
        words["questions"] = [
            question.text for question in appeal.questions.filter(answered_at=None).order_by("pk")
        ]
    if notice == Notice.DECIDED:
        words.update(_decided_words(appeal))
    if notice == Notice.VOID:
        words.update(_void_words(appeal))
    if notice in {Notice.BANDING, Notice.REOPENED, Notice.LOOKED_AGAIN}:
        words["titles"] = [title_of(block) for block in _contested(appeal)]
    if notice == Notice.JOINED_DECIDED and appeal.merged_into is not None:
        words["decision"] = appeal.merged_into.decisions.get(voided_at=None)
    if notice == Notice.JOINED and appeal.merged_into is not None:
        words["is_same_contact"] = appeal.merged_into.has_same_contact(appeal)
    return words


def _decided_words(appeal: Appeal) -> Mapping[str, object]:
    decision = Decision.objects.get(appeal=appeal, voided_at=None)
    outcomes = list(decision.outcomes.select_related("block").order_by("block_id"))
    until: date | None = None
    goes_on = appeal.level == 1 and decision.conclusion in {"refused", "partly"}
    if decision.effective_at and goes_on:
        until = clocks.second_level_until(decision.effective_at)
    return {
        "decision": decision,
        "outcomes": outcomes,
        "account_status": _account_status(appeal),
        "second_level_until": until,
        "given_back": _given_back([outcome.block for outcome in outcomes]),
    }


def _void_words(appeal: Appeal) -> Mapping[str, object]:
    if not appeal.has_contact_of_account():
        return {"account_page": settings.SITE_URL + reverse("account_check")}
    contested = _contested(appeal)
    campaigns = {remedy.pk: remedy for remedy in remedies.told_by(contested).values()}
    return {
        "titles": [title_of(block) for block in contested],
        "explanations": [
            remedy.explanation_in(translation.get_language() or "id")
            for remedy in campaigns.values()
        ],
        "given_back": _given_back(contested),
        "account_status": _account_status(appeal),
    }


def _contested(appeal: Appeal) -> list[Block]:
    return list(Block.objects.filter(contests__appeal=appeal).order_by("pk"))


def _given_back(blocks: Sequence[Block]) -> list[str]:
    return [restoration.describe(one) for one in restoration.given_with(blocks)]


def _account_status(appeal: Appeal) -> str:
    """Return how the account stands now, or nothing for an appeal without one."""
    if appeal.account is None:
        return ""
    return Account.objects.get(pk=appeal.account.pk).get_status_display()
