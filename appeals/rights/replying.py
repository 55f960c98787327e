"""Sends the officer's answer by the verb that does what it says, and words what came of it."""

from datetime import datetime

from django.utils.translation import gettext as _

from appeals import correcting, data_requests, erasure
from appeals.models import DataRequest
from appeals.rights.answer_form import AnswerForm
from portal.models import User


def reply(row: DataRequest, form: AnswerForm, *, by: User, at: datetime) -> str:
    """Answer `row` with the valid `form`; return what to tell the officer.

    Raises data_requests.NotAllowed, erasure.StillKept, correcting.NotPossible.
    """
    said = form.answer
    is_refused = said.result == DataRequest.Result.REFUSED
    if form.chosen_parts:
        kinds = form.cleaned_data["kinds"]
        proposed = erasure.propose(row, said, kinds=kinds, by=by, at=at)
        if proposed.signed_at is None:
            return _("Usul tersimpan. Petugas PDP lain harus menyetujui, karena ada berkas yang "
                     "dihapus.")  # fmt: skip
        return _("Jawaban terkirim ke orangnya. Penghapusannya berjalan.")
    if correcting.owns(row) and not is_refused:
        correcting.correct(row, said, value=form.cleaned_data["value"], by=by, at=at)
    elif row.kind == DataRequest.Kind.RECTIFY:
        correcting.point_to_source(row, said, by=by, at=at)
    else:
        data_requests.answer(row, said, by=by, at=at)
    return _("Jawaban terkirim ke orangnya.")
