"""What partners hear, for the OpenAPI document: each webhook's message and the answer it wants."""

from typing import Any, TypeAlias

from eligibility.grounds import Ground
from eligibility.models import Account, Block, Restoration, WebhookDelivery, WebhookEndpoint

_Schema: TypeAlias = dict[str, Any]  # JSON, as deep as the document goes

_MOMENT: _Schema = {"type": "string", "format": "date-time"}
_SIGNATURE = {
    "webhook-id": "the message's number: the same one again is the same message",
    "webhook-timestamp": "when it was sent, in seconds since 1970",
    "webhook-signature": "one or two signatures, as Standard Webhooks describes",
}


def webhooks() -> _Schema:
    """Return the document's part about webhooks: the events of blocks, and the sample."""
    told = {
        event.value: _message(event.value, _ABOUT_A_BLOCK, said=said)
        for event, said in _SAID.items()
    }
    sample = "A supervisor tries the address. About nobody, sent once, never tried again."
    return {**told, WebhookDelivery.TEST: _message(WebhookDelivery.TEST, _SAMPLE, said=sample)}


_SAID = {
    WebhookEndpoint.Event.BLOCKED: "A block stops the account from now on.",
    WebhookEndpoint.Event.LIFTED: "A block that stopped the account is over.",
    WebhookEndpoint.Event.RESTORED: "What a lifted block had cost came back.",
}


def _record(**fields: _Schema) -> _Schema:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _or_null(schema: _Schema) -> _Schema:
    return {"anyOf": [schema, {"type": "null"}]}


_ABOUT_A_BLOCK = _record(
    account={"type": "string", "description": "external_id"},
    account_status={"type": "string", "enum": list(Account.Status.values)},
    block={"type": "integer"},
    ground={"type": "string", "enum": list(Ground.values)},
    status={"type": "string", "enum": list(Block.Status.values)},
    restored={
        "type": "array",
        "items": _record(
            kind={"type": "string", "enum": list(Restoration.Kind.values)},
            days=_or_null({"type": "integer"}),
            until=_or_null(_MOMENT),
            gelombang=_or_null({"type": "integer"}),
        ),
    },
)
_SAMPLE = _record(
    events={
        "type": "array",
        "items": {"type": "string", "enum": list(WebhookEndpoint.Event.values)},
        "description": "what the address hears of",
    }
)


def _message(event: str, about: _Schema, *, said: str) -> _Schema:
    body = _record(type={"const": event}, timestamp=_MOMENT, data=about)
    headers = [
        {
            "name": name,
            "in": "header",
            "required": True,
            "description": words,
            "schema": {"type": "string"},
        }
        for name, words in _SIGNATURE.items()
    ]
    return {
        "post": {
            "summary": said,
            "tags": ["webhooks"],
            "parameters": headers,
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {"2XX": {"description": "The message arrived."}},
        }
    }
