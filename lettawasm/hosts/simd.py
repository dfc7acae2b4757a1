"""Rows in a WebAssembly memory of their own, beside Python's, compared sixteen bytes at a time.

A row is a record: its number, one over its length, whether it is shown, and its vector.
"""

import struct
from array import array
from collections.abc import Sequence
from typing import Any

import js
from pyodide.ffi import JsException, to_js

from ..ports import Rows
from ..vectors import SketchRows
from ..vectors.int8 import length_of, numbers_in
from .wat import assemble

# Where things are in the memory. What comes and goes with a call lies behind the records.
QUERY, FOUND, RECORDS = 0, 32_768, 65_536
HEAD = 16  # bytes of a record before its vector
MOST = (RECORDS - FOUND) // 8  # results
BLOCK = 65_536  # bytes, which a memory grows by

KERNEL = """
(module
  ;; The product of two vectors of int8. `width` is a multiple of 16.
  (func $dot (param $one i32) (param $other i32) (param $width i32) (result i32)
    (local $end i32) (local $sum v128) (local $a v128) (local $b v128)
    (local.set $end (i32.add (local.get $one) (local.get $width)))
    (loop $more
      (local.set $a (v128.load (local.get $one)))
      (local.set $b (v128.load (local.get $other)))
      (local.set $sum (i32x4.add (local.get $sum) (i32x4.add
        (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $a)) (i16x8.extend_low_i8x16_s (local.get $b)))
        (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $a)) (i16x8.extend_high_i8x16_s (local.get $b))))))
      (local.set $one (i32.add (local.get $one) (i32.const 16)))
      (local.set $other (i32.add (local.get $other) (i32.const 16)))
      (br_if $more (i32.lt_u (local.get $one) (local.get $end))))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
      (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))

  ;; Makes records at `record` of numbers, eight bytes each, and vectors.
  (func $append (export "append")
    (param $record i32) (param $numbers i32) (param $vectors i32) (param $count i32) (param $width i32)
    (local $squares i32) (local $place i32)
    (loop $more
      (i32.store (local.get $record) (i32.load (local.get $numbers)))
      (local.set $squares (call $dot (local.get $vectors) (local.get $vectors) (local.get $width)))
      (i32.store offset=4 (local.get $record) (i32.const 0))
      (if (local.get $squares) (then
        (f32.store offset=4 (local.get $record)
          (f32.div (f32.convert_i32_s (i32.const 1)) (f32.sqrt (f32.convert_i32_s (local.get $squares)))))))
      (i32.store offset=8 (local.get $record) (i32.const 1))
      (local.set $record (i32.add (local.get $record) (i32.const 16)))
      (local.set $place (i32.const 0))
      (loop $copy
        (v128.store (local.get $record) (v128.load (local.get $vectors)))
        (local.set $record (i32.add (local.get $record) (i32.const 16)))
        (local.set $vectors (i32.add (local.get $vectors) (i32.const 16)))
        (local.set $place (i32.add (local.get $place) (i32.const 16)))
        (br_if $copy (i32.lt_u (local.get $place) (local.get $width))))
      (local.set $numbers (i32.add (local.get $numbers) (i32.const 8)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br_if $more (local.get $count))))

  (func $show (export "show") (param $record i32) (param $count i32) (param $stride i32) (param $is_shown i32)
    (loop $more
      (i32.store offset=8 (local.get $record) (local.get $is_shown))
      (local.set $record (i32.add (local.get $record) (local.get $stride)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br_if $more (local.get $count))))

  ;; Whether a number of this likeness comes before the result at `other`: the likest first, then the lowest number.
  (func $precedes (param $number i32) (param $like f32) (param $other i32) (result i32)
    (i32.or
      (f32.gt (local.get $like) (f32.load offset=4 (local.get $other)))
      (i32.and
        (f32.eq (local.get $like) (f32.load offset=4 (local.get $other)))
        (i32.lt_u (local.get $number) (i32.load (local.get $other))))))

  ;; Writes the best results in order, eight bytes each: a number and its likeness. Returns where they end.
  ;; `allowed` has a byte for each number below `beyond`.
  (func $nearest (export "nearest")
    (param $record i32) (param $end i32) (param $width i32) (param $query i32)
    (param $allowed i32) (param $beyond i32) (param $found i32) (param $most i32) (result i32)
    (local $last i32) (local $full i32) (local $number i32) (local $like f32) (local $slot i32)
    (local.set $last (local.get $found))
    (local.set $full (i32.add (local.get $found) (i32.mul (local.get $most) (i32.const 8))))
    (loop $more
      (block $next
        (br_if $next (i32.eqz (i32.load offset=8 (local.get $record))))
        (local.set $number (i32.load (local.get $record)))
        (if (local.get $allowed) (then
          (br_if $next (i32.ge_u (local.get $number) (local.get $beyond)))
          (br_if $next (i32.eqz (i32.load8_u (i32.add (local.get $allowed) (local.get $number)))))))
        (local.set $like (f32.mul
          (f32.load offset=4 (local.get $record))
          (f32.convert_i32_s (call $dot
            (i32.add (local.get $record) (i32.const 16)) (local.get $query) (local.get $width)))))
        (local.set $slot (local.get $last))
        (if (i32.eq (local.get $last) (local.get $full)) (then
          (local.set $slot (i32.sub (local.get $full) (i32.const 8)))
          (br_if $next (i32.eqz (call $precedes (local.get $number) (local.get $like) (local.get $slot))))
          (local.set $last (local.get $slot))))
        (local.set $last (i32.add (local.get $last) (i32.const 8)))
        (block $placed
          (loop $up
            (br_if $placed (i32.eq (local.get $slot) (local.get $found)))
            (br_if $placed (i32.eqz (call $precedes
              (local.get $number) (local.get $like) (i32.sub (local.get $slot) (i32.const 8)))))
            (i64.store (local.get $slot) (i64.load (i32.sub (local.get $slot) (i32.const 8))))
            (local.set $slot (i32.sub (local.get $slot) (i32.const 8)))
            (br $up)))
        (i32.store (local.get $slot) (local.get $number))
        (f32.store offset=4 (local.get $slot) (local.get $like)))
      (local.set $record (i32.add (local.get $record) (i32.add (local.get $width) (i32.const 16))))
      (br_if $more (i32.lt_u (local.get $record) (local.get $end))))
    (local.get $last)))
"""


class SimdKernel:
    """Implements `ports.Kernel`. Where there is no SIMD, rows are searched in Python."""

    def __init__(self) -> None:
        self._module: Any = None  # not made before it is needed, and held by no snapshot

    def rows(self, width: int) -> Rows:
        try:
            if self._module is None:
                self._module = js.WebAssembly.Module.new(to_js(assemble(KERNEL)))
            return SimdRows(self._module, width)
        except JsException:
            return SketchRows(width)


class SimdRows:
    """Implements `ports.Rows`. Numbers are below 2^32; no more than MOST are found at once."""

    def __init__(self, module: Any, width: int) -> None:
        self._memory = js.WebAssembly.Memory.new(_object(initial=1))
        imports = _object(env=_object(memory=self._memory))
        self._kernel = js.WebAssembly.Instance.new(module, imports).exports
        self._width, self._stride = width, HEAD + width
        self._end = RECORDS

    def append(self, numbers: Sequence[int], vectors: bytes) -> None:
        if not numbers:
            return
        after = self._end + len(numbers) * self._stride
        at = self._write(after, array("q", numbers).tobytes() + bytes(8 * (len(numbers) % 2)) + vectors)
        start = at + 8 * (len(numbers) + len(numbers) % 2)
        self._kernel.append(self._end, at, start, len(numbers), self._width)
        self._end = after

    def show(self, place: int, count: int, is_shown: bool) -> None:
        if count:
            self._kernel.show(RECORDS + place * self._stride, count, self._stride, int(is_shown))

    def nearest(self, query: bytes, most: int, allowed: bytes | None = None) -> list[tuple[int, float]]:
        length = length_of(numbers_in(query))
        if self._end == RECORDS or not length or not most or allowed == b"":
            return []
        self._write(QUERY, query)
        mask = self._write(self._end, allowed) if allowed else 0
        asked = (self._width, QUERY, mask, len(allowed or b""), FOUND, min(most, MOST))
        end = self._kernel.nearest(RECORDS, self._end, *asked)
        found = js.Uint8Array.new(self._memory.buffer, FOUND, end - FOUND).to_bytes()
        return [(number, product / length) for number, product in struct.iter_unpack("<If", found)]

    def _write(self, at: int, data: bytes) -> int:
        """Puts data into the memory, which grows for it, and returns where."""
        missing = at + len(data) - self._memory.buffer.byteLength
        if missing > 0:
            self._memory.grow(-(-max(missing, self._end // 4) // BLOCK))
        js.Uint8Array.new(self._memory.buffer, at, len(data)).assign(data)
        return at


def _object(**fields: Any) -> Any:
    return to_js(fields, dict_converter=js.Object.fromEntries)
