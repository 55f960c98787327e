"""The complaint form: all questions in one, any part of them, and the filing they become.

The questions are `questions`', photos are `photos`', the wordings of the consents `consent`'s.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appeals.filing import Filing, GroundClaim, HelperSaid
from appeals.grounds import UNKNOWN, asks_of
from appeals.intake import answers, consent, questions, reachable
from appeals.intake.hints import words_for
from appeals.models import Appeal
from eligibility.grounds import Ground
from portal.channels import sms, whatsapp
from portal.identifiers import Malformed, Phone, clean_phone


@dataclass(frozen=True, slots=True)
class GroundRow:
    """One ground to choose, with what the page says and asks about it."""

    value: str
    label: str
    id: str
    is_chosen: bool
    detail: str
    proof: str
    reason: BoundField | None
    statement: BoundField | None


class ComplaintForm(
    questions.Purpose,
    questions.AboutYou,
    questions.AboutTheHelper,
    questions.AboutTheGrounds,
    questions.Story,
    questions.Consents,
):
    """Everything a complaint says.

    `about` are the grounds of which each is asked its reason; `only` cuts out the questions of one
    step: they are judged by themselves, knowing the other answers in `data`.
    """

    unmarked: frozenset[str] = frozenset({"purpose", "for_whom", "grounds"})

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        day: date,
        initial: Mapping[str, str] | None = None,
        about: Sequence[str] = Ground.values,
        only: Sequence[str] | None = None,
    ) -> None:
        if only is not None:  # before they are copied: all together cost more than judging them
            mine = {name: field for name, field in self.base_fields.items() if name in only}
            self.base_fields = mine  # type: ignore[misc] # Django copies what the instance names
        super().__init__(data, initial=dict(initial or {}))
        self.day = day
        # Which grounds the page offers, and what stands in the account's own record of each.
        self.offered: Sequence[str] = answers.GROUNDS
        self.details: Mapping[str, str] = {}
        for ground in about:
            self.fields.update(questions.fields_about(ground))
        if only is not None:
            self.fields = {name: self.fields[name] for name in only if name in self.fields}
        said = self.data if self.is_bound else self.initial
        self.is_misuse = said.get("purpose") == questions.MISUSED
        self.is_for_somebody = said.get("for_whom") == questions.SOMEBODY
        self._fit_to_the_lane()
        self._fit_to_the_channels()

    def _fit_to_the_lane(self) -> None:
        """Ask of helpers and of those whose NIK was misused what they can answer."""
        if self.is_misuse:
            self._ask("membership", needed=False)
        if self.is_for_somebody:
            self._ask("email", needed=False)
            self._ask("helper_name", needed=True)
            self._ask("helper_relation", needed=True)
            has_email = bool(
                (self.data if self.is_bound else self.initial).get("email", "").strip()
            )
            self._ask("helper_email", needed=not has_email)

    def _fit_to_the_channels(self) -> None:
        """Let a mobile number stand in for the address, where we send SMS."""
        if not sms.is_on():
            return
        if "phone" in self.fields:
            self.fields["phone"].help_text = consent.SMS.text(active_language())
        if "email" in self.fields:
            self.fields["email"].error_messages["required"] = str(
                _("Tulis e-mail Anda. Tidak punya? Tulis nomor HP Anda, diawali 08.")
            )
        said = self.data if self.is_bound else self.initial
        if self.is_only_by_phone:
            self.unmarked |= {"phone"}
        if clean_phone(said.get("phone", "")) and self.is_only_by_phone:
            self._ask("email", needed=False)  # what is wrong with the number stands beside it
        if sms.reaches(clean_phone(said.get("phone", ""))):
            self._ask("email", needed=False)
            self._ask("helper_email", needed=False)

    @property
    def is_only_by_phone(self) -> bool:
        """Whether the number is all we could reach the person by: no address, and SMS is on."""
        said = self.data if self.is_bound else self.initial
        return sms.is_on() and not self.is_for_somebody and not said.get("email", "").strip()

    def _ask(self, name: str, *, needed: bool) -> None:
        if name in self.fields:
            self.fields[name].required = needed

    @property
    def above_photos(self) -> list[BoundField]:
        """The questions in the page's order, as far as the photos."""
        return [self[name] for name in answers.IN_ORDER if name in self.fields]

    @property
    def below_photos(self) -> list[BoundField]:
        """What is asked after the photos."""
        shown = set(answers.IN_ORDER)
        return [field for field in self.visible_fields() if field.name not in shown]

    @property
    def offers_messages(self) -> bool:
        """Whether we write to telephones at all."""
        return sms.is_on() or whatsapp.is_on()

    @property
    def notice_wording(self) -> str:
        """How the data is used, in the active language."""
        return consent.NOTICE.text(active_language())

    @property
    def biometric_wording(self) -> str:
        """What a tick under it agrees to, in the active language."""
        return consent.BIOMETRIC.text(active_language())

    @property
    def messaging_wording(self) -> str:
        """What a tick under it agrees to, in the active language."""
        return consent.MESSAGING.text(active_language())

    @property
    def shown_version(self) -> str:
        """The version of the wordings on the page that is made now."""
        return consent.SHOWN

    @property
    def ground_rows(self) -> list[GroundRow]:
        """The grounds the page offers, and those that were chosen before."""
        boxes = self.fields["grounds"].widget
        chosen = set(boxes.format_value(self["grounds"].value()))
        shown = [name for name in answers.GROUNDS if name in self.offered or name in chosen]
        return [
            self._row(name, id_=f"id_grounds_{number}", is_chosen=name in chosen)
            for number, name in enumerate(shown)
        ]

    def _row(self, name: str, *, id_: str, is_chosen: bool) -> GroundRow:
        asks = asks_of(UNKNOWN if name == answers.DONT_KNOW else name)
        has_asks = answers.reason_of(name) in self.fields
        return GroundRow(
            value=name,
            label=str(asks.plain),
            id=id_,
            is_chosen=is_chosen,
            detail=self.details.get(name, ""),
            proof=str(asks.proof),
            reason=self[answers.reason_of(name)] if has_asks else None,
            statement=self[answers.statement_of(name)] if has_asks else None,
        )

    def clean_phone(self) -> str:
        """Return the number as 08…; where nothing else reaches the person, it must take SMS."""
        number = super().clean_phone()
        if self.is_only_by_phone and (fault := reachable.fault_of(number)):
            raise ValidationError(fault, code="unreachable")
        return number

    def clean_consent_version(self) -> str:
        """Return the version that was shown; an older page asks to read again."""
        version = str(self.cleaned_data["consent_version"])
        if not consent.is_known(version, is_ticked=bool(self.cleaned_data.get("consent"))):
            self.add_error(
                "consent", _("Keterangan ini sudah berubah. Baca lagi, lalu tekan Kirim Pesan.")
            )
        return version

    def clean(self) -> dict[str, object]:
        """Forget what is wrong about grounds that were not chosen; nobody sees those questions."""
        chosen = self.cleaned_data.get("grounds", Ground.values)
        for ground in set(Ground.values).difference(chosen):
            for name in (answers.reason_of(ground), answers.statement_of(ground)):
                self.errors.pop(name, None)
        return self.cleaned_data

    def look_again(self) -> dict[str, str]:
        """Return the hints of a valid form, by field, and show them beside the fields."""
        said = self.cleaned_data
        if "nik" not in said:
            return self.hints
        self.hints.update(
            words_for(said["nik"], kk=said["kk"], birth_date=said["birth_date"], day=self.day)
        )
        if said["phone"] and not _is_phone(said["phone"]):
            self.hints["phone"] = str(
                _("Nomor HP biasanya diawali 08 atau +62. Cek lagi. Kalau benar, lanjut saja.")
            )
        return self.hints

    def filing(
        self, token: uuid.UUID, *, evidence_ids: Sequence[int], proved_account_id: int | None = None
    ) -> Filing:
        """Return the valid form as the value every channel hands over."""
        said = self.cleaned_data
        language = active_language()
        usual_subject = questions.MISUSE_SUBJECT if self.is_misuse else questions.SUBJECT
        return Filing(
            token=token,
            channel=Appeal.Channel.WEB,
            language=language,
            name=said["name"],
            email=said["email"] or said["helper_email"],
            phone=said["phone"],
            nik=said["nik"],
            kk=said["kk"],
            birth_date=said["birth_date"],
            membership=said["membership"],
            subject=said["subject"] or str(usual_subject),
            chronology=said["chronology"],
            happened_on=said["happened_on"],
            consents=tuple(
                consent.given(language, wording=wording) for wording in self._wordings()
            ),
            evidence_ids=tuple(evidence_ids),
            claims=() if self.is_misuse else self._claims(),
            helper=self._helper() if self.is_for_somebody else None,
            lane=Appeal.Lane.MISUSE if self.is_misuse else Appeal.Lane.USUAL,
            late_reason=said["late_reason"],
            proved_account_id=proved_account_id,
        )

    def _wordings(self) -> tuple[consent.Wording, ...]:
        said = self.cleaned_data
        read = consent.read(said["consent_version"], also=self._agreed())
        has_no_address = not (said["email"] or said["helper_email"])
        return (*read, consent.SMS) if has_no_address else read

    def _agreed(self) -> list[str]:
        return [kind for kind in consent.OPTIONAL if self.cleaned_data[f"consent_{kind}"]]

    def _claims(self) -> tuple[GroundClaim, ...]:
        said = self.cleaned_data
        return tuple(
            GroundClaim(UNKNOWN)
            if name == answers.DONT_KNOW
            else GroundClaim(
                name,
                reason=said.get(answers.reason_of(name), ""),
                statement=said.get(answers.statement_of(name), ""),
            )
            for name in answers.GROUNDS
            if name in said["grounds"]
        )

    def _helper(self) -> HelperSaid:
        said = self.cleaned_data
        return HelperSaid(
            name=said["helper_name"],
            relation=said["helper_relation"],
            phone=said["helper_phone"],
            email=said["helper_email"],
        )


def active_language() -> str:
    """Return the language of the page, "id" or "en"."""
    return "en" if (get_language() or "").startswith("en") else "id"


def _is_phone(text: str) -> bool:
    try:
        Phone.parse(text)
    except Malformed:
        return False
    return True
