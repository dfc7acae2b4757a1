"""WebAssembly's text format, as much of it as a small kernel needs: functions with folded instructions, and SIMD.

The bytes are those of the WebAssembly specification 2.0, chapter 5.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_TOKEN = re.compile(r'\(|\)|"[^"]*"|[^\s()]+')
_COMMENT = re.compile(r";;[^\n]*")

_TYPES = {"i32": 0x7F, "i64": 0x7E, "f32": 0x7D, "v128": 0x7B}
_EMPTY = b"\x40"
_END = b"\x0b"
_PLAIN = {
    "return": 0x0F, "i32.eqz": 0x45, "i32.eq": 0x46, "i32.lt_u": 0x49, "i32.gt_u": 0x4B, "i32.ge_u": 0x4F,
    "f32.eq": 0x5B, "f32.lt": 0x5D, "f32.gt": 0x5E, "i32.add": 0x6A, "i32.sub": 0x6B, "i32.mul": 0x6C,
    "i32.and": 0x71, "i32.or": 0x72, "f32.sqrt": 0x91, "f32.mul": 0x94, "f32.div": 0x95,
    "f32.convert_i32_s": 0xB2,
}  # fmt: skip
_MEMORY = {
    "i32.load": (0x28, 2), "i64.load": (0x29, 3), "f32.load": (0x2A, 2), "i32.load8_u": (0x2D, 0),
    "i32.store": (0x36, 2), "i64.store": (0x37, 3), "f32.store": (0x38, 2),
}  # fmt: skip
_LOCAL = {"local.get": 0x20, "local.set": 0x21, "local.tee": 0x22}
_BRANCH = {"br": 0x0C, "br_if": 0x0D}
_SIMD = {
    "i16x8.extend_low_i8x16_s": 0x87, "i16x8.extend_high_i8x16_s": 0x88, "i32x4.add": 0xAE,
    "i32x4.dot_i16x8_s": 0xBA, "i32x4.splat": 0x11,
}  # fmt: skip
_SIMD_MEMORY = {"v128.load": 0x00, "v128.store": 0x0B}
_LANE = {"i32x4.extract_lane": 0x1B}


def assemble(text: str) -> bytes:
    """The module that `(module …)` describes: it imports one memory, `env.memory`, and exports functions."""
    functions = [part for part in _parse(text)[1:] if part[0] == "func"]
    names = {part[1]: number for number, part in enumerate(functions)}
    made = [_Function(part, names) for part in functions]
    exports = [(each.export, number) for number, each in enumerate(made) if each.export]
    sections = {
        1: _vector(each.type for each in made),
        2: _vector([_name("env") + _name("memory") + b"\x02\x00\x01"]),
        3: _vector(_unsigned(number) for number in range(len(made))),
        7: _vector(_name(name) + b"\x00" + _unsigned(number) for name, number in exports),
        10: _vector(_sized(each.body) for each in made),
    }
    return b"\0asm\1\0\0\0" + b"".join(bytes([kind]) + _sized(data) for kind, data in sections.items())


class _Function:
    """`(func $name (export "name")? (param $name type)* (result type)? (local $name type)* instruction*)`"""

    def __init__(self, part: Sequence[Any], functions: Mapping[str, int]) -> None:
        def named(word: str) -> list[Any]:
            return [each for each in part[2:] if each[0] == word]

        params, results, locals_ = named("param"), named("result"), named("local")
        self.export = next((each[1].strip('"') for each in named("export")), "")
        self._functions = functions
        self._locals = {each[1]: number for number, each in enumerate([*params, *locals_])}
        self.type = b"\x60" + _types(each[2] for each in params) + _types(each[1] for each in results)
        declared = _vector(b"\x01" + bytes([_TYPES[each[2]]]) for each in locals_)
        code = [each for each in part[2:] if each[0] not in ("export", "param", "result", "local")]
        self.body = declared + self._all(code, ()) + _END

    def _all(self, code: Iterable[Sequence[Any]], labels: tuple[str, ...]) -> bytes:
        return b"".join(self._one(each, labels) for each in code)

    def _one(self, instruction: Sequence[Any], labels: tuple[str, ...]) -> bytes:
        """The operands, which are instructions themselves, and then the instruction."""
        word, *rest = instruction
        match word:
            case "block" | "loop":
                opening = b"\x02" if word == "block" else b"\x03"
                return opening + _EMPTY + self._all(rest[1:], (rest[0], *labels)) + _END
            case "if":
                condition, [_, *then] = rest
                return self._one(condition, labels) + b"\x04" + _EMPTY + self._all(then, ("", *labels)) + _END
        operands = [each for each in rest if isinstance(each, list)]
        said = [each for each in rest if not isinstance(each, list)]
        return self._all(operands, labels) + self._operation(word, said, labels)

    def _operation(self, word: str, said: list[str], labels: tuple[str, ...]) -> bytes:
        match word:
            case "call":
                return b"\x10" + _unsigned(self._functions[said[0]])
            case "i32.const":
                return b"\x41" + _signed(int(said[0]))
        if word in _LOCAL:
            return bytes([_LOCAL[word]]) + _unsigned(self._locals[said[0]])
        if word in _BRANCH:
            return bytes([_BRANCH[word]]) + _unsigned(labels.index(said[0]))
        if word in _MEMORY:
            code, align = _MEMORY[word]
            return bytes([code, align]) + _offset(said)
        if word in _SIMD_MEMORY:
            return b"\xfd" + bytes([_SIMD_MEMORY[word], 4]) + _offset(said)
        if word in _LANE:
            return b"\xfd" + bytes([_LANE[word], int(said[0])])
        return b"\xfd" + _unsigned(_SIMD[word]) if word in _SIMD else bytes([_PLAIN[word]])


def _parse(text: str) -> list[Any]:
    """Lists of words and lists."""
    stack: list[list[Any]] = [[]]
    for token in _TOKEN.findall(_COMMENT.sub("", text)):
        if token == "(":
            stack.append([])
        elif token == ")":
            whole = stack.pop()
            stack[-1].append(whole)
        else:
            stack[-1].append(token)
    [[module]] = stack
    return list(module)


def _offset(said: list[str]) -> bytes:
    return _unsigned(int(said[0].removeprefix("offset=")) if said else 0)


def _types(names: Iterable[str]) -> bytes:
    return _vector(bytes([_TYPES[name]]) for name in names)


def _vector(items: Iterable[bytes]) -> bytes:
    every = list(items)
    return _unsigned(len(every)) + b"".join(every)


def _sized(data: bytes) -> bytes:
    return _unsigned(len(data)) + data


def _name(text: str) -> bytes:
    return _sized(text.encode())


def _unsigned(number: int) -> bytes:
    """LEB128."""
    data = bytearray()
    while number > 0x7F:
        data.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*data, number])


def _signed(number: int) -> bytes:
    data = bytearray()
    while not -0x40 <= number < 0x40:
        data.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*data, number & 0x7F])
