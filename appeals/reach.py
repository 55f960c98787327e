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

    E-mail wherever there is an address. WhatsApp by consent only; the same consent means SMS
    where WhatsApp is off. SMS where there is no address, unless the person stopped it.
    """
    agrees = Consent.Kind.MESSAGING in contact.agreed
    by_whatsapp = agrees and whatsapp.reaches(contact.phone)
    if contact.email:
        wants_sms = agrees and not by_whatsapp
    else:
        wants_sms = Consent.Kind.SMS not in contact.took_back
    wanted = {
        Channel.EMAIL: bool(contact.email),
        Channel.WHATSAPP: by_whatsapp,
        Channel.SMS: wants_sms and sms.reaches(contact.phone),
    }
    return tuple(channel for channel, is_wanted in wanted.items() if is_wanted)


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
