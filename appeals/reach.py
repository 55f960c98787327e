"""Over which channels the person hears of a case: what they gave, agreed to, and what is on."""

from dataclasses import dataclass

from appeals.models import Appeal, Consent
from portal.channels import sms, whatsapp
from portal.channels.way import Channel, Way


@dataclass(frozen=True, slots=True)
class Contact:
    """What a person gave, the kinds of consent that stand, and those that were taken back."""

    email: str
    phone: str
    agreed: frozenset[str] = frozenset()
    took_back: frozenset[str] = frozenset()


def channels_for(contact: Contact) -> tuple[Channel, ...]:
    """Return the channels over which news go to `contact`; none where nothing leads there.

    E-mail wherever there is an address. To the number by consent only, and over one channel: who
    left the address empty was told under the number that news come by SMS, and can stop them.
    Every filing without an address records that (`Kind.SMS`); a case without it never showed the
    words, so that no SMS goes there. `Kind.MESSAGING` means WhatsApp, and SMS where that is off.
    """
    by_mail = (Channel.EMAIL,) if contact.email else ()
    to_number = _to_number(contact)
    return by_mail if to_number is None else (*by_mail, to_number)


def _to_number(contact: Contact) -> Channel | None:
    """Return the one channel to the number; an SMS that was promised comes before WhatsApp."""
    takes_sms = sms.reaches(contact.phone)
    if not contact.email and Consent.Kind.SMS in contact.agreed and takes_sms:
        return Channel.SMS
    if Consent.Kind.MESSAGING not in contact.agreed:
        return None
    if whatsapp.reaches(contact.phone):
        return Channel.WHATSAPP
    is_stopped = Consent.Kind.SMS in contact.took_back
    return Channel.SMS if takes_sms and not is_stopped else None


def ways_to(appeal: Appeal) -> list[Way]:
    """Return over which channels, and to where, news of `appeal` go now."""
    is_asked = bool(appeal.phone) and (sms.is_on() or whatsapp.is_on())
    contact = contact_of(appeal) if is_asked else Contact(appeal.email, appeal.phone)
    return [
        Way(channel, contact.email if channel == Channel.EMAIL else contact.phone)
        for channel in channels_for(contact)
    ]


def contact_of(appeal: Appeal) -> Contact:
    """Return the contact with what the person agrees to in this case at the moment."""
    given = appeal.consents.values_list("kind", "withdrawn_at")
    agreed = {kind for kind, withdrawn_at in given if withdrawn_at is None}
    return Contact(
        email=appeal.email,
        phone=appeal.phone,
        agreed=frozenset(agreed),
        took_back=frozenset(kind for kind, _ in given) - agreed,
    )
