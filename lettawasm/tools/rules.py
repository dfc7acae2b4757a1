"""Tool rules: which tool a model may call next in a turn, which it must, and what each call needs. Pure.

Every rule that orders calls only ever forbids. What no rule forbids is allowed, so rules can be added to each
other in any order. A turn is told by the calls that ran in it so far, whatever they returned; calls that were
refused never happened.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .. import strict_json
from ..schemas.tools import (
    ApprovalRule,
    ChildRule,
    ConditionalRule,
    ContinueRule,
    InitRule,
    MaxCountRule,
    ParentRule,
    RequiredRule,
    TerminalRule,
    ToolRule,
)

ORDERING = (InitRule, ChildRule, ParentRule, ConditionalRule, MaxCountRule)


@dataclass(frozen=True, slots=True)
class Called:
    """A call that ran in this turn, with what the model read of its return."""

    name: str
    output: str


@dataclass(frozen=True)
class RuleBook:
    """An agent's rules over the tools it can call now. A rule about a tool that is missing asks for nothing."""

    rules: Sequence[ToolRule]
    tools: Sequence[str]

    def allowed(self, past: Sequence[Called]) -> list[str]:
        """The tools that may be called next, in the order in which the agent has them."""
        return [tool for tool in self.tools if not self.broken_by(tool, past)]

    def broken_by(self, tool: str, past: Sequence[Called]) -> list[ToolRule]:
        """The rules that a call of `tool` would break now."""
        if not past and self._first:
            return [] if tool in self._first else [r for r in self.rules if isinstance(r, InitRule)]
        return [rule for rule in self.rules if self._forbids(rule, tool, past)]

    def choice(self, past: Sequence[Called]) -> str:
        """What the model is told to do: auto, none, required, or the name of the one tool to call."""
        allowed = self.allowed(past)
        if not allowed:
            return "none"
        if not self._is_bound(past):
            return "auto"
        return allowed[0] if len(allowed) == 1 else "required"

    @property
    def one_at_a_time(self) -> bool:
        """Whether a reply can have one call only, because its order or number counts."""
        return any(isinstance(rule, ORDERING) for rule in self.rules)

    def ends(self, tool: str) -> bool:
        return any(isinstance(rule, TerminalRule) and rule.tool_name == tool for rule in self.rules)

    def gated(self, tool: str) -> bool:
        """Whether a person is asked before this tool runs."""
        return any(isinstance(rule, ApprovalRule) and rule.tool_name == tool for rule in self.rules)

    def missing(self, past: Sequence[Called]) -> list[str]:
        """The tools that must still be called before the turn may end."""
        called = {call.name for call in past}
        required = dict.fromkeys(rule.tool_name for rule in self.rules if isinstance(rule, RequiredRule))
        return [tool for tool in required if tool in self.tools and tool not in called]

    def prefilled(self, tool: str, past: Sequence[Called]) -> dict[str, Any]:
        """Arguments that the call has whatever the model writes."""
        arguments: dict[str, Any] = {}
        for rule in self.rules:
            match rule:
                case InitRule(tool_name=name, args=dict(values)) if name == tool and not past:
                    arguments |= values
                case ChildRule(tool_name=name, child_arg_nodes=list(nodes)) if _last(past) == name:
                    for node in nodes:
                        arguments |= (node.args or {}) if node.name == tool else {}
        return arguments

    def describe(self) -> str:
        """The rules that bind, as the prompt tells them. Empty without any."""
        lines = [words for rule in self.rules if rule.tool_name in self.tools and (words := in_words(rule))]
        lines = list(dict.fromkeys(lines))
        if not lines:
            return ""
        rules = "\n".join(f"<tool_rule>\n{line}\n</tool_rule>" for line in lines)
        return f"<tool_usage_rules>\nA call that breaks one of these rules is not run.\n\n{rules}\n</tool_usage_rules>"

    @cached_property
    def _first(self) -> set[str]:
        return {rule.tool_name for rule in self.rules if isinstance(rule, InitRule)} & set(self.tools)

    def _forbids(self, rule: ToolRule, tool: str, past: Sequence[Called]) -> bool:
        last = _last(past)
        match rule:
            case ChildRule(tool_name=name, children=children) if name == last:
                return tool not in children
            case ConditionalRule(tool_name=name) if name == last:
                next_ = _mapped(rule, past[-1].output)
                return next_ is not None and tool != next_
            case ParentRule(tool_name=name) if name == last:
                return tool not in self._children_of(name)
            case ParentRule(children=children) if tool in children:
                return last not in self._parents_of(tool)
            case MaxCountRule(tool_name=name, max_count_limit=most) if name == tool:
                return sum(call.name == tool for call in past) >= most
        return False

    def _is_bound(self, past: Sequence[Called]) -> bool:
        """Whether the rules say what comes next, and not only what does not."""
        if not past:
            return bool(self._first)
        for rule in self.rules:
            if rule.tool_name == past[-1].name:
                if isinstance(rule, ChildRule | ParentRule):
                    return True
                if isinstance(rule, ConditionalRule) and _mapped(rule, past[-1].output) is not None:
                    return True
        return False

    def _children_of(self, parent: str) -> set[str]:
        of_it = [r for r in self.rules if isinstance(r, ParentRule) and r.tool_name == parent]
        return {child for rule in of_it for child in rule.children}

    def _parents_of(self, child: str) -> set[str]:
        return {r.tool_name for r in self.rules if isinstance(r, ParentRule) and child in r.children}


def renamed(rule: ToolRule, old: str, new: str) -> ToolRule:
    """The same rule about a tool that has another name now."""

    def now(name: str) -> str:
        return new if name == old else name

    changes: dict[str, Any] = {"tool_name": now(rule.tool_name)}
    match rule:
        case ChildRule(children=children, child_arg_nodes=nodes):
            named = [node.model_copy(update={"name": now(node.name)}) for node in nodes or ()]
            changes |= {"children": list(map(now, children)), "child_arg_nodes": named or nodes}
        case ParentRule(children=children):
            changes["children"] = list(map(now, children))
        case ConditionalRule(child_output_mapping=mapping, default_child=default):
            mapped = {output: now(child) for output, child in mapping.items()}
            changes |= {"child_output_mapping": mapped, "default_child": default and now(default)}
    return rule.model_copy(update=changes)


def in_words(rule: ToolRule) -> str:
    """A rule as a sentence for the model; empty for one that asks nothing of it."""
    name = rule.tool_name
    match rule:
        case InitRule():
            return f"Your first call in a turn is {name}, or another tool that is said to be first."
        case TerminalRule():
            return f"{name} ends your turn."
        case ChildRule(children=children):
            return f"Right after {name}, call {_or(children)}."
        case ParentRule(children=children):
            return f"Call {_or(children)} only right after {name}, and right after {name} call nothing else."
        case ConditionalRule(child_output_mapping=mapping, default_child=default):
            cases = [
                f"{json.dumps(output, ensure_ascii=False)}: call {child}" for output, child in mapping.items()
            ]
            if default or rule.require_output_mapping:
                cases.append(f"anything else: call {default or 'nothing more'}")
            return f"What {name} returns decides what comes next. " + "; ".join(cases) + "."
        case MaxCountRule(max_count_limit=most):
            return f"Call {name} at most {most} time{'' if most == 1 else 's'} in a turn."
        case RequiredRule():
            return f"Call {name} before you end your turn."
        case ApprovalRule():
            return f"A person is asked before {name} runs, and may refuse."
        case ContinueRule():
            return ""


def _mapped(rule: ConditionalRule, output: str) -> str | None:
    """The tool that must follow this output: None when any may, and no tool's name when none may."""
    for expected, child in rule.child_output_mapping.items():
        if _plain(expected) == _plain(output):
            return child
    return rule.default_child or ("" if rule.require_output_mapping else None)


_SPELLINGS = {"True": "true", "False": "false", "None": "null"}


def _plain(output: str) -> str:
    """A return as it is compared: without quotes around it, and in JSON's spelling of what Python spells otherwise."""
    text = output.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        try:
            text = str(strict_json.parse(text))
        except ValueError:
            return text
    return _SPELLINGS.get(text, text)


def _last(past: Sequence[Called]) -> str | None:
    return past[-1].name if past else None


def _or(names: Sequence[str]) -> str:
    return " or ".join(names) or "nothing"
