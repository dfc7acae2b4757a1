"""Tools that people make: from Python source or from a JSON schema. Built-in ones keep to what lettawasm does."""

import hashlib
from typing import TYPE_CHECKING, Any

from ..errors import Invalid
from ..schemas.tools import Tool, ToolCreate, ToolUpdate
from ..store import Store
from . import source
from .builtin import FUNCTIONS
from .language import describe, language_of
from .rules import renamed

if TYPE_CHECKING:
    from ..schemas.source_run import SourceRun

_OF_BUILT_IN = {"return_char_limit", "default_requires_approval", "metadata_"}  # what may be changed of them
_NEVER_NULL = {"return_char_limit", "source_type", "tags", "metadata_", "args_json_schema"}


def put(store: Store, new: ToolCreate) -> Tool:
    """Make a tool, or change the one of that name to what `new` says. Raises Invalid when it can't be described."""
    if new.source_code is None and new.json_schema is None:
        raise Invalid("A tool needs source_code or a json_schema")
    fields = _described(new, new.changes(), Tool(id="", name="", source_type=new.source_type))
    name = fields["json_schema"]["name"]
    there = store.tools.named([name]).get(name)
    if there and is_built_in(there):
        raise Invalid(f"{name} is the name of a built-in tool; give yours another")
    return store.tools.put(name, {"args_json_schema": {}, "source_type": new.source_type, **fields})


def update(store: Store, tool_id: str, changes: ToolUpdate) -> Tool:
    """Change what `changes` names. A schema of another name renames the tool. Call it in a transaction."""
    tool = store.tools.get(tool_id)
    fields = changes.changes()
    if is_built_in(tool):
        if refused := sorted(fields.keys() - _OF_BUILT_IN):
            raise Invalid(f"{tool.name} is a built-in tool; its {' and '.join(refused)} can't be changed")
        return store.tools.put(tool.name, _without_nulls(fields))
    fields = _described(changes, fields, tool)
    name = str(fields["json_schema"]["name"]) if "json_schema" in fields else tool.name
    if name != tool.name:
        _rename(store, tool, name)
    return store.tools.put(name, _without_nulls(fields))


def _rename(store: Store, tool: Tool, name: str) -> None:
    """Rename a tool, in the rules of all agents too: a gate must not stay behind under the old name."""
    if store.tools.named([name]):
        raise Invalid(f"There is a tool called {name} already; change that one, or give this another name")
    store.tools.rename(tool, name)
    for agent in store.agents.with_rules_about(tool.name):
        rules = [renamed(rule, tool.name, name) for rule in agent.settings.tool_rules]
        store.agents.update(agent.id, agent.settings.model_copy(update={"tool_rules": rules}))


def delete(store: Store, tool_id: str) -> None:
    tool = store.tools.get(tool_id)
    if is_built_in(tool):
        raise Invalid(f"{tool.name} is a built-in tool and can't be deleted; detach it from agents instead")
    store.tools.delete(tool_id)


def is_built_in(tool: Tool) -> bool:
    return tool.name in FUNCTIONS


def schema_from(
    text: str,
    name: str | None = None,
    parameters: dict[str, Any] | None = None,
    source_type: str | None = None,
) -> dict[str, Any]:
    """What source says of its function. Raises Invalid."""
    try:
        return describe(language_of(source_type), text, name, parameters)
    except ValueError as error:
        raise Invalid(f"No tool can be made of this source: {error}") from None


def tried(wanted: "SourceRun") -> Tool:
    """The tool that some source would make. Raises Invalid."""
    requirements = wanted.model_dump(include={"pip_requirements", "npm_requirements"})
    schema = wanted.json_schema or schema_from(wanted.source_code, wanted.name, None, wanted.source_type)
    return Tool(
        id="",
        name=str(schema.get("name") or wanted.name or "tool"),
        source_type=wanted.source_type or "python",
        source_code=wanted.source_code,
        **requirements,
    )


def is_same(one: Tool, other: Tool) -> bool:
    """Whether the same code runs when these are called, in whichever words their packages are told."""
    return _code(one) == _code(other)


def _code(tool: Tool) -> tuple[Any, ...]:
    packages = (_packages(tool.pip_requirements), _packages(tool.npm_requirements))
    return tool.name, tool.source_code, language_of(tool.source_type), packages


def _packages(required: list[dict[str, Any]] | None) -> list[tuple[Any, Any]]:
    return [(one.get("name"), one.get("version")) for one in required or ()]


def _described(body: ToolCreate | ToolUpdate, fields: dict[str, Any], tool: Tool) -> dict[str, Any]:
    """`fields` with a new schema, description and hash, if `body` changes what these are made of."""
    fields = _without_nulls(fields)
    if schema := _schema(body, tool):
        if body.description is not None:
            schema["description"] = body.description
        fields |= {"json_schema": schema, "description": schema["description"]}
    elif body.description is not None and tool.json_schema:
        fields["json_schema"] = {**tool.json_schema, "description": body.description}
    if (text := body.source_code or tool.source_code) and "metadata_" not in fields:
        fields["metadata_"] = {**(tool.metadata_ or {}), "tool_hash": _hash(text)}
    return fields


def _schema(body: ToolCreate | ToolUpdate, tool: Tool) -> dict[str, Any] | None:
    """The schema that was given; or what the source says, with arguments that were described apart from it."""
    if body.json_schema is not None:
        return _checked(body.json_schema)
    if body.source_code is None and body.args_json_schema is None:
        return None
    text, source_type = body.source_code or tool.source_code or "", body.source_type or tool.source_type
    arguments = _parameters(body.args_json_schema) if body.args_json_schema else None
    return schema_from(text, None if body.source_code else tool.name, arguments, source_type)


def _checked(schema: dict[str, Any]) -> dict[str, Any]:
    name, description = schema.get("name"), schema.get("description") or ""
    if not isinstance(name, str) or not source.NAME.fullmatch(name):
        raise Invalid("A json_schema needs a name: up to 64 letters, digits, underscores and hyphens")
    if not isinstance(description, str):
        raise Invalid("The description in a json_schema must be a text")
    return {**schema, "description": description, "parameters": _parameters(schema.get("parameters") or {})}


def _parameters(schema: dict[str, Any]) -> dict[str, Any]:
    """A JSON Schema of an object, as models want a tool's arguments described."""
    if not isinstance(schema, dict) or schema.get("type", "object") != "object":
        raise Invalid("A tool's arguments must be described as a JSON Schema of type object")
    if not isinstance(schema.get("properties", {}), dict):
        raise Invalid("The properties in a JSON Schema must be an object")
    return {"type": "object", "properties": {}, "required": [], **schema}


def _without_nulls(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None or name not in _NEVER_NULL}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
