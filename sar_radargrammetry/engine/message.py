"""A sentence for the user: an English template and its fields, put together here and nowhere else.

The template is the key of translation, so what changes from run to run (paths, numbers, names) belongs into fields.
Both sides of the door use this: it needs the standard library only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any


class Message(str):
    """One sentence, or a part of one: the English text, which remembers what it was made of.

    Parameters
    ----------
    template : str
        English, with fields in braces and their format: ``"The pixel size is {size:g} m; it must be positive."``
        Without any field it is the text itself, and braces in it are braces.
    **fields
        Numbers, texts, paths, or other messages (errors of the engine too), which are translated with this one.
        Anything else is said as ``str()`` says it.
    """

    template: str
    fields: dict[str, Any]

    def __new__(cls, template: str, /, **fields: Any) -> Message:
        given = {name: _field(value) for name, value in fields.items()}
        message = super().__new__(cls, template.format_map(given) if given else template)
        message.template, message.fields = template, given
        return message

    @classmethod
    def from_json(cls, message: Mapping[str, Any]) -> Message:
        """The message that `as_json` made an object of."""
        fields = {
            name: cls.from_json(value) if isinstance(value, Mapping) else value
            for name, value in message["fields"].items()
        }
        return cls(message["template"], **fields)

    def as_json(self) -> dict[str, Any]:
        """``text``, ``template`` and ``fields``; a message among the fields is an object of the same keys."""
        fields = {name: _json(value) for name, value in self.fields.items()}
        return {"text": str(self), "template": self.template, "fields": fields}


def joined(separator: str, parts: Iterable[str | Message]) -> Message:
    """Parts of a sentence in a row, each translated for itself."""
    fields = {f"part{number}": part for number, part in enumerate(parts)}
    return Message(separator.join("{" + name + "}" for name in fields), **fields)


def in_language(message: Mapping[str, Any], translate: Callable[[str], str]) -> str:
    """The text of a message that came as JSON, its templates translated; the English text where that does not work.

    Parameters
    ----------
    message : mapping
        As of `Message.as_json`; ``template`` and ``fields`` may be missing.
    translate : callable
        Gives a template in another language, or the same where there is no translation.
    """
    text, template, fields = (message.get(key) for key in ("text", "template", "fields"))
    if not isinstance(template, str) or not isinstance(fields, Mapping):
        return str(text or "")
    if not fields:
        return translate(template)
    inner = {
        name: in_language(value, translate) if isinstance(value, Mapping) else value for name, value in fields.items()
    }
    try:
        return translate(template).format_map(inner)
    except (LookupError, ValueError, TypeError, AttributeError):
        return str(text or template)


def _field(value: Any) -> Any:
    value = getattr(value, "message", value)  # of an EngineError
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()  # a number of NumPy
    return value if isinstance(value, (Message, str, int, float)) else str(value)


def _json(value: Any) -> Any:
    if isinstance(value, Message):
        return value.as_json()
    return value if not isinstance(value, float) or math.isfinite(value) else str(value)
