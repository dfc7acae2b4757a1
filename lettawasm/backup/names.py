"""What things are called in a backup: `block-0` and so on, as in agent files, so that no id of a space stands in it."""

from collections import Counter
from collections.abc import Mapping


class Names:
    """`known` are names by ids of the space."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._names = dict(known)
        self._counts = Counter(name.rpartition("-")[0] for name in self._names.values())

    def __contains__(self, real_id: str) -> bool:
        return real_id in self._names

    def all_of(self, kind: str) -> list[str]:
        """The ids of all that is called so, in the order of their numbers."""
        return [real_id for real_id, name in self._names.items() if name.rpartition("-")[0] == kind]

    def get(self, real_id: str) -> str:
        """The name of what is in the backup; the id itself of what isn't."""
        return self._names.get(real_id, real_id)

    def put(self, real_id: str, name: str) -> str:
        self._names[real_id] = name
        return name

    def of(self, kind: str, real_id: str) -> str:
        """The name, given now if it has none yet."""
        if real_id in self._names:
            return self._names[real_id]
        number = self._counts[kind]
        self._counts[kind] += 1
        return self.put(real_id, f"{kind}-{number}")


def kind_of(name: str) -> str:
    """What a name that is in no other part of the backup stands for: `block`."""
    return name.rpartition("-")[0]
