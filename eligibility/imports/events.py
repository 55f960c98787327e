"""What happened while accounts were registered or used, and money that is asked back.

An event or a demand is known by its sender's number and comes once; told again it may be mended.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext as _

from eligibility.grounds import Ground
from eligibility.imports import values
from eligibility.imports.intake import Check, Intake, noting
from eligibility.imports.values import Refused
from eligibility.models import ImportBatch, RegistrationEvent
from portal.fields import seal_deterministic

NO_ACCOUNT = """
    DELETE FROM staged WHERE NOT EXISTS (
        SELECT FROM eligibility_account account WHERE account.external_id = staged.account)
    RETURNING line
"""
_KINDS = tuple(RegistrationEvent.Kind.values)
_FORM_SECONDS_MOST = 30 * 86_400
_RUPIAH_MOST = 9_999_999_999


class EventIntake(Intake):
    """One line per event; device, address and the form's seconds may be unknown."""

    kind = ImportBatch.Kind.EVENTS
    tables = ("eligibility_registrationevent",)
    columns = ("event_id", "external_id", "kind", "at")
    optional = ("device", "address", "form_seconds")
    staging: ClassVar[Mapping[str, str]] = {
        "event": "text",
        "account": "text",
        "kind": "text",
        "at": "timestamptz",
        "device": "bytea",
        "address": "bytea",
        "form_seconds": "int",
    }
    merges = (
        noting(
            """
            INSERT INTO eligibility_registrationevent AS known
                (external_id, account_id, kind, at, device, address, form_seconds, batch_id)
            SELECT DISTINCT ON (staged.event) staged.event, account.id, staged.kind, staged.at,
                   staged.device, staged.address, staged.form_seconds, %(batch)s
            FROM staged
            JOIN eligibility_account account ON account.external_id = staged.account
            ORDER BY staged.event, staged.line DESC
            ON CONFLICT (external_id) DO UPDATE
            SET kind = excluded.kind, at = excluded.at, device = excluded.device,
                address = excluded.address, form_seconds = excluded.form_seconds,
                batch_id = excluded.batch_id
            WHERE (known.kind, known.at, known.device, known.address, known.form_seconds)
                IS DISTINCT FROM (excluded.kind, excluded.at, excluded.device, excluded.address,
                                  excluded.form_seconds)
            RETURNING account_id
            """
        ),
    )

    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        kind = values.choice(row, "kind", options=_KINDS)
        if not kind:
            raise Refused(_("Kolom %(column)s kosong.") % {"column": "kind"})
        address = values.optional_address(row, "address")
        return (
            values.text(row, "event_id", most=40),
            values.text(row, "external_id", most=40),
            kind,
            values.moment(row, "at"),
            sealed_device(row),
            seal_deterministic(address, purpose="address") if address else None,
            values.optional_number(row, "form_seconds", most=_FORM_SECONDS_MOST),
        )

    def checks(self) -> Sequence[Check]:
        return (
            Check(NO_ACCOUNT, _("Akun dengan external_id ini belum ada.")),
            Check(
                _somebody_elses("eligibility_registrationevent", number="event"),
                _("Nomor kejadian ini milik akun lain."),
            ),
        )


class RefundIntake(Intake):
    """One line per demand; a demand that was withdrawn stays withdrawn."""

    kind = ImportBatch.Kind.REFUNDS
    tables = ("eligibility_refunddemand",)
    columns = ("refund_id", "external_id", "ground", "amount", "demanded_at")
    staging: ClassVar[Mapping[str, str]] = {
        "refund": "text",
        "account": "text",
        "ground": "text",
        "amount": "bigint",
        "demanded_at": "timestamptz",
    }
    merges = (
        noting(
            """
            INSERT INTO eligibility_refunddemand AS known
                (external_id, account_id, ground, amount, demanded_at, batch_id)
            SELECT DISTINCT ON (staged.refund) staged.refund, account.id, staged.ground,
                   staged.amount, staged.demanded_at, %(batch)s
            FROM staged
            JOIN eligibility_account account ON account.external_id = staged.account
            ORDER BY staged.refund, staged.line DESC
            ON CONFLICT (external_id) DO UPDATE
            SET ground = excluded.ground, amount = excluded.amount,
                demanded_at = excluded.demanded_at, batch_id = excluded.batch_id
            WHERE (known.ground, known.amount, known.demanded_at)
                IS DISTINCT FROM (excluded.ground, excluded.amount, excluded.demanded_at)
            RETURNING account_id
            """
        ),
    )

    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        ground = values.choice(row, "ground", options=_GROUNDS)
        if not ground:
            raise Refused(_("Kolom %(column)s kosong.") % {"column": "ground"})
        return (
            values.text(row, "refund_id", most=40),
            values.text(row, "external_id", most=40),
            ground.upper(),
            values.whole_number(row, "amount", most=_RUPIAH_MOST),
            values.moment(row, "demanded_at"),
        )

    def checks(self) -> Sequence[Check]:
        return (
            Check(NO_ACCOUNT, _("Akun dengan external_id ini belum ada.")),
            Check(
                _somebody_elses("eligibility_refunddemand", number="refund"),
                _("Nomor tagihan ini milik akun lain."),
            ),
        )


# In the form in which `choice` compares.
_GROUNDS = tuple(ground.lower() for ground in Ground.values)


def sealed_device(row: Mapping[str, str]) -> bytes | None:
    """Return the ciphertext of a line's device, or None: not known."""
    device = values.optional_text(row, "device", most=100)
    return seal_deterministic(device, purpose="device") if device else None


def _somebody_elses(table: str, *, number: str) -> str:
    """Return the SQL of a check: the number is known, or stands earlier, for another account."""
    return f"""
        DELETE FROM staged WHERE line IN (
            SELECT staged.line FROM staged
            JOIN eligibility_account account ON account.external_id = staged.account
            JOIN {table} known ON known.external_id = staged.{number}
            WHERE known.account_id <> account.id
            UNION ALL
            SELECT staged.line FROM staged JOIN staged earlier
              ON earlier.{number} = staged.{number} AND earlier.line < staged.line
            WHERE earlier.account <> staged.account)
        RETURNING line
    """  # noqa: S608 - names of this file
