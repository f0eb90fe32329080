"""How an applicant is reached: what was given with the application first, what the registers know after it."""

from __future__ import annotations

from collections.abc import Sequence

from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.verification.v1.facts_pb2 import Contact
from services.notification.domain import Channel

_FIELDS = {Channel.SMS: "phone", Channel.EMAIL: "email", Channel.PHONE: "phone", Channel.POST: "address"}


def given(form: FormContent) -> Contact:
    """What the form says about reaching the applicant."""
    return Contact(name=form.person_name, phone=form.phone, address=form.address, email=form.email)


def reachable(contact: Contact) -> list[Channel]:
    """The channels for which it names a target."""
    return [channel for channel, field in _FIELDS.items() if getattr(contact, field)]


def field_of(channel: Channel) -> str:
    """The name of the contact's field that a channel uses."""
    return _FIELDS[channel]


def merged(contacts: Sequence[Contact]) -> Contact:
    """One contact of several, each field from the first that has it."""
    whole = Contact()
    for contact in reversed(contacts):
        whole.MergeFrom(contact)  # an empty proto3 field does not overwrite
    return whole


def target(contact: Contact, channel: Channel) -> str:
    """The number or address for a channel; empty when none is known."""
    return getattr(contact, _FIELDS[channel])
