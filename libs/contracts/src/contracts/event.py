"""What every event has in common, and the register of all of them."""

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

EVENTS: dict[str, type["Event"]] = {}
"""Every event class by its wire name; filled when the modules of this package are imported."""


class Event(BaseModel):
    """A fact that one service publishes.

    Strict when written and tolerant when read: unknown fields are ignored, so an older consumer reads a newer event.
    The docstring of a field is its description in the published schemas and documents; every field has one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    type: ClassVar[str]
    """The wire name and routing key: ``<service>.<entity>.<past participle>.v<major>``."""

    aggregate: ClassVar[str]
    """Template of the aggregate's name, filled from the fields: ``post/{post_id}``."""

    is_public: ClassVar[bool] = True
    """Whether consumers outside of the services may read it; what is not public never reaches ``social.log``."""

    person: ClassVar[str] = ""
    """The field with the account whose name or words the event contains, or that alone it concerns; otherwise empty.

    Such an event has no effect once the account is erased, and is erased from the outbox of its producer."""

    version: int = Field(ge=1)
    """Version of the aggregate that this event describes; a consumer applies it only if it holds a lower one."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        """Register the class; two classes with one wire name are a programming error and raise TypeError."""
        super().__pydantic_init_subclass__(**kwargs)
        if EVENTS.setdefault(cls.type, cls) is not cls:
            raise TypeError(f"two event classes are called {cls.type}")

    @property
    def subject(self) -> str:
        """Return the name of the aggregate that changed, e.g. ``post/0199…``."""
        return self.aggregate.format_map(self.__dict__)

    @property
    def person_id(self) -> UUID | None:
        """Return the account whose name or words the event contains; None where it contains none."""
        return getattr(self, self.person) if self.person else None

    @property
    def source(self) -> str:
        """Return the service that the event comes from: the first part of its type."""
        return self.type.split(".", 1)[0]
