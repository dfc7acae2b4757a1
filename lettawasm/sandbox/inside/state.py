"""The agent that a tool is called by, as the tool's author knows it: `agent_state.memory.get_block("human").value`."""

import json
from typing import Any


class Record(dict[str, Any]):
    """An object of the API, whose fields are attributes too. What a tool changes in it, it changes in the JSON."""

    @classmethod
    def of(cls, value: Any) -> Any:
        match value:
            case dict():
                kind = Memory if isinstance(value.get("blocks"), list) else Record
                return kind({name: cls.of(each) for name, each in value.items()})
            case list():
                return [cls.of(each) for each in value]
        return value

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def model_dump(self, **options: Any) -> dict[str, Any]:
        copy: dict[str, Any] = json.loads(json.dumps(self))
        return copy


class Memory(Record):
    """The blocks of an agent."""

    def get_blocks(self) -> list[Any]:
        return list(self["blocks"])

    def list_block_labels(self) -> list[str]:
        return [block["label"] for block in self["blocks"]]

    def get_block(self, label: str) -> Any:
        for block in self["blocks"]:
            if block["label"] == label:
                return block
        raise KeyError(f"There is no block {label!r}; there are: {', '.join(self.list_block_labels())}")

    def update_block_value(self, label: str, value: str) -> None:
        if not isinstance(value, str):
            raise ValueError("The value of a block is a text")
        self.get_block(label)["value"] = value
