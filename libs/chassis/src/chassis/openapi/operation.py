"""How drf-spectacular describes a view of Kith: by its declarations and its docstrings."""

from typing import Any

from django.conf import settings
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_doc

from chassis.http.answers import Answers, Shape, answered_by
from chassis.http.fields import Text
from chassis.http.idempotency.errors import KeyMalformed
from chassis.http.multipart import MULTIPART, MultipartParser
from chassis.http.operations import Takes, taken_by
from chassis.http.parsers import StrictJSONParser
from chassis.openapi import inputs, parameters, refusals, responses
from chassis.openapi.limits import limits_of

Schema = dict[str, Any]
READS = ("GET", "HEAD")


class Operation(AutoSchema):
    """One method of one view; see ``chassis.http.operations.takes`` and ``chassis.http.answers.answers``."""

    def __init__(self, names: dict[str, str]) -> None:
        """Store the name of each address by its pattern."""
        super().__init__()
        self.names = names

    def get_operation(self, *args: Any) -> Schema | None:
        """Describe the operation. Raises TypeError when its method declares no answers."""
        operation = super().get_operation(*args)
        if not hasattr(self.handler, "answers"):
            raise TypeError(f"{self.method} {self.path} does not declare what it answers")
        return operation

    @property
    def handler(self) -> Any:
        """The method of the view."""
        return getattr(self.view, self.method.lower())

    @property
    def taken(self) -> Takes:
        """What the operation takes."""
        return taken_by(self.handler)

    @property
    def answered(self) -> Answers:
        """What the operation answers."""
        return answered_by(self.handler)

    @property
    def is_public(self) -> bool:
        """Whether callers without a token may use it."""
        return refusals.is_public(self.view.permission_classes, self.method)

    def get_operation_id(self) -> str:
        """Return the method and the name of the address: ``put_post_like``."""
        return f"{self.method.lower()}_{self.names[self.path_regex].replace('-', '_')}"

    def get_summary(self) -> str:
        """Return the first sentence of the method's docstring."""
        return self._doc().split("\n\n")[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]
        """Return the rest of it, or the docstring of the view."""
        _, _, more = self._doc().partition("\n\n")
        return more or get_doc(type(self.view))

    def _doc(self) -> str:
        """Return the docstring of the method, with the noun of the view."""
        view: Any = self.view
        return get_doc(self.handler).replace("{noun}", view.noun)

    def get_tags(self) -> list[str]:
        """Return the name of the service."""
        return [settings.SERVICE_NAME]

    def get_auth(self) -> list[Schema]:
        """Return nothing: the gateway's route table determines who needs a token."""
        return []

    def get_extensions(self) -> Schema:
        """Return the limits of the operation."""
        return {"x-limits": limits_of(self.view, self.handler, self.method)}

    def _get_parameters(self) -> list[Schema]:
        return [
            *parameters.in_path(self.path),
            *parameters.in_query(self.taken, self._query_fields()),
            *self._key_header(),
            *parameters.in_headers(is_read=self.method in READS, is_public=self.is_public),
        ]

    def _key_header(self) -> list[Schema]:
        """Return the parameter of an operation that takes a key; the keys of a refresh are per session."""
        if self._is_idempotent():
            return [parameters.key_header(is_of_account=not self.is_public)]
        has_own = KeyMalformed in self.answered.refusals
        return [parameters.key_header(is_of_account=True)] if has_own else []

    def _query_fields(self) -> Schema:
        if self.taken.query is None:
            return {}
        schema = self._map_serializer(self.taken.query(), "request", bypass_extensions=True)
        return schema["properties"]

    def _is_idempotent(self) -> bool:
        return getattr(self.handler, "is_idempotent", False)

    def _get_request_body(self, direction: Any = "request") -> Schema | None:
        if self.taken.body is None:
            return None
        schema = self._body_schema(self.taken.body)
        takes_json = any(issubclass(each, StrictJSONParser) for each in self.view.parser_classes)
        content = {responses.JSON: {"schema": schema}} if takes_json else {}
        if any(issubclass(each, MultipartParser) for each in self.view.parser_classes):
            whole = self._whole(self.taken.body) if "$ref" in schema else schema
            content[MULTIPART] = {"schema": inputs.as_form(whole, self.taken.body())}
        return {"content": content, "required": self._needs_a_body(self.taken.body)}

    def _whole(self, shape: Shape) -> Schema:
        """Return the schema of a body itself, in place of a reference; its title is the name of the shape."""
        return self._map_serializer(shape, "request") | {"title": self.get_serializer_name(shape(), "request")}

    def _needs_a_body(self, shape: Shape) -> bool:
        """Return whether a request without a body is refused, as one that creates an object with required fields is."""
        if not self._is_whole():
            return False
        schema = self.resolve_serializer(shape, "request").schema
        return "allOf" in schema or "required" in schema

    def _is_whole(self) -> bool:
        return self.method == "POST" or self.taken.is_whole

    def _body_schema(self, shape: Shape) -> Schema:
        """Return the schema of a body; in an update every field may be left out, unless ``takes`` says otherwise."""
        if self._is_whole():
            return self.resolve_serializer(shape, "request").ref
        schema = self._whole(shape)
        kept = {key: value for key, value in schema.items() if key not in ("required", "allOf")}
        kept["properties"] = {name: _without_default(each) for name, each in schema["properties"].items()}
        return kept

    def _get_response_bodies(self, direction: Any = "response") -> Schema:
        answered = self.answered
        found = {str(answered.status): responses.success(answered.status, self._answer_schema())}
        if answered.may_be_later:
            found["202"] = responses.success(202, self._answer_schema())
        if self.method in READS and self.is_public:
            found["304"] = {"description": "The client has the answer already."}
        return found | {str(status): responses.refusal(codes) for status, codes in self._problems().items()}

    def _problems(self) -> dict[int, list[str]]:
        return refusals.problems_of(
            self.method,
            self.taken,
            self.answered,
            is_idempotent=self._is_idempotent(),
            is_public=self.is_public,
            takes_tokens=bool(self.view.authentication_classes),
        )

    def _answer_schema(self) -> Schema | None:
        answered = self.answered
        refs = [self.resolve_serializer(shape, "response").ref for shape in answered.shapes]
        if not refs:
            return None
        one = refs[0] if len(refs) == 1 else {"anyOf": refs}
        if not self.taken.is_list:
            return one
        beside = self._map_serializer(answered.beside, "response") if answered.beside else {}
        return responses.page_of(one, beside)

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> Schema:
        """Return what is known of a field; answers may have empty texts where bodies may not."""
        meta = super()._get_serializer_field_meta(field, direction)
        return {key: value for key, value in meta.items() if key != "minLength" or direction == "request"}

    def _unwrap_list_serializer(self, serializer: Any, direction: Any) -> Schema | None:
        """Return the schema of a list, with the most that it may have."""
        schema = super()._unwrap_list_serializer(serializer, direction)
        most = getattr(serializer, "max_length", None)
        return {**schema, "maxItems": most} if schema and most else schema

    def _insert_field_validators(self, field: Any, schema: Schema) -> None:
        """Add the rules of a field's validators; a text that may be empty is one schema, not a choice of two."""
        super()._insert_field_validators(field, schema)
        if "oneOf" in schema and getattr(field, "allow_blank", False):
            filled, _ = schema.pop("oneOf")
            empty = "" if isinstance(field, Text) else "^$|"
            schema.update(filled, pattern=empty + filled["pattern"])

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """Return the name of the shape as clients know it: ``Post`` of ``PostOut``."""
        return type(serializer).__name__.removesuffix("Out")


def _without_default(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key != "default"}
