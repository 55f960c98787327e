"""The steps of the case page as one table: form in, one lifecycle call, words out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from appeals import lifecycle
from appeals.models import Appeal, Decision, Priority, PriorityChange
from appeals.review.decision_form import ApproveForm, DecisionForm
from appeals.review.forms import (
    AskForm,
    NoteForm,
    ReplyForm,
    SendBackForm,
    StepForm,
    WaiveFileForm,
)
from appeals.review.handing_forms import HandBackForm, InterestForm, ReassignForm
from appeals.review.related_forms import LinkForm, MergeForm, PutFirstForm, UnlinkForm
from appeals.review.waiting_forms import ResumeForm, WaitForm
from portal.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Door:
    """One button: its form, what it does (Any: the form's own type), and what to say after."""

    form: type[StepForm]
    act: Callable[[Appeal, Any, User, datetime], object]
    done: "StrPromise"


def _proposal(appeal: Appeal) -> Decision:
    """Return the proposal the officer is looking at, bound to the revision they saw."""
    proposal = appeal.decisions.filter(voided_at=None, effective_at=None).first()
    if proposal is None:
        raise lifecycle.NotAllowed(f"appeal {appeal.pk} has no open proposal")
    proposal.appeal = appeal
    return proposal


DOORS = {
    "take": Door(
        StepForm,
        lambda appeal, _form, by, at: lifecycle.take(appeal, by=by, at=at),
        _("Kasus ini sekarang milik Anda."),
    ),
    "hand_back": Door(
        HandBackForm,
        lambda appeal, form, by, at: lifecycle.hand_back(
            appeal, by=by, at=at, why=form.cleaned_data["why"]
        ),
        _("Kasus kembali ke antrean."),
    ),
    "reassign": Door(
        ReassignForm,
        lambda appeal, form, by, at: lifecycle.reassign(
            appeal, to=form.cleaned_data["to"], by=by, at=at, why=form.cleaned_data["why"]
        ),
        _("Kasus diberikan ke petugas itu. Keduanya diberi tahu di meja masing-masing."),
    ),
    "declare_interest": Door(
        InterestForm,
        lambda appeal, form, by, at: lifecycle.declare_interest(
            appeal, by=by, how=form.cleaned_data["how"], at=at
        ),
        _("Pernyataan tersimpan. Kasus orang ini tidak akan diberikan kepada Anda lagi."),
    ),
    "ask": Door(
        AskForm,
        lambda appeal, form, by, at: lifecycle.ask(appeal, by=by, questions=form.asks(), at=at),
        _("Permintaan terkirim ke peserta. Jam putusan berhenti sampai ia menjawab."),
    ),
    "continue_without_answer": Door(
        StepForm,
        lambda appeal, _form, by, at: lifecycle.continue_without_answer(appeal, by=by, at=at),
        _("Pemeriksaan berlanjut dengan berkas yang ada."),
    ),
    "wait_for_source": Door(
        WaitForm,
        lambda appeal, form, by, at: lifecycle.wait_for_source(
            appeal, by=by, at=at, inquiry=form.inquiry
        ),
        _("Kasus menunggu lembaga lain. Jam putusan berhenti."),
    ),
    "resume": Door(
        ResumeForm,
        lambda appeal, form, by, at: lifecycle.resume(
            appeal, by=by, at=at, answer=form.cleaned_data["answer"]
        ),
        _("Pemeriksaan berlanjut. Jam putusan berjalan lagi."),
    ),
    "decide": Door(
        DecisionForm,
        lambda appeal, form, by, at: lifecycle.decide(appeal, by=by, ruling=form.ruling(), at=at),
        _("Putusan tersimpan."),
    ),
    "approve": Door(
        ApproveForm,
        lambda appeal, form, by, at: lifecycle.approve(
            _proposal(appeal), by=by, at=at, seen=form.names_seen
        ),
        _("Putusan disetujui dan berlaku sekarang."),
    ),
    "send_back": Door(
        SendBackForm,
        lambda appeal, form, by, at: lifecycle.send_back(
            _proposal(appeal), by=by, note=form.cleaned_data["note"], at=at
        ),
        _("Usulan kembali ke pengusulnya."),
    ),
    "retract": Door(
        StepForm,
        lambda appeal, _form, by, at: lifecycle.retract(_proposal(appeal), by=by, at=at),
        _("Usulan ditarik. Ubah, lalu usulkan lagi."),
    ),
    "waive_file": Door(
        WaiveFileForm,
        lambda appeal, form, by, at: lifecycle.waive_file(
            appeal,
            form.cleaned_data["evidence"],
            by=by,
            why=form.cleaned_data["why"],
            at=at,
        ),
        _("Pernyataan tersimpan. Putusan tidak menunggu berkas itu lagi."),
    ),
    "reply": Door(
        ReplyForm,
        lambda appeal, form, by, at: lifecycle.reply(
            appeal,
            by=by,
            text=form.cleaned_data["text"],
            at=at,
            token=form.cleaned_data["token"],
        ),
        _("Pesan terkirim. Peserta kami kabari."),
    ),
    "note": Door(
        NoteForm,
        lambda appeal, form, by, at: lifecycle.note(
            appeal,
            by=by,
            text=form.cleaned_data["text"],
            at=at,
            token=form.cleaned_data["token"],
        ),
        _("Catatan tersimpan."),
    ),
    "put_first": Door(
        PutFirstForm,
        lambda appeal, form, by, at: lifecycle.set_priority(
            appeal, Priority.URGENT, reason=form.cleaned_data["reason"], by=by, at=at
        ),
        _("Kasus ini sekarang didahulukan."),
    ),
    "put_among_others": Door(
        StepForm,
        lambda appeal, _form, by, at: lifecycle.set_priority(
            appeal, Priority.USUAL, reason=PriorityChange.Reason.PASSED, by=by, at=at
        ),
        _("Tanda mendesak dihapus."),
    ),
    "merge": Door(
        MergeForm,
        lambda appeal, form, by, at: lifecycle.merge(appeal, into=form.other, by=by, at=at),
        _("Kasus digabung. Kedua nomornya tetap bisa dicari."),
    ),
    "split": Door(
        StepForm,
        lambda appeal, _form, by, at: lifecycle.split(appeal, by=by, at=at),
        _("Kasus dipisahkan lagi. Orangnya kami kabari."),
    ),
    "link": Door(
        LinkForm,
        lambda appeal, form, by, at: lifecycle.link(
            appeal, form.other, reason=form.cleaned_data["reason"], by=by, at=at
        ),
        _("Kedua kasus bertaut. Tautannya tampak di keduanya."),
    ),
    "unlink": Door(
        UnlinkForm,
        lambda appeal, form, by, at: lifecycle.unlink(
            appeal, form.cleaned_data["other"], by=by, at=at
        ),
        _("Tautan dilepas."),
    ),
}


def form_of(verb: str, appeal: Appeal, data: QueryDict | None = None) -> StepForm:
    """Return the form of a door, filled with `data` or empty."""
    form = DOORS[verb].form
    if form is DecisionForm:
        return DecisionForm(appeal, lifecycle.open_contested_blocks(appeal), data)
    return form(appeal, data)
