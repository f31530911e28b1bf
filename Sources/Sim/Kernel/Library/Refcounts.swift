// refcount_t: the arithmetic is in the headers, as in the kernel; what is out of range comes here.
//
// A count that has left its range is set to a value far below zero, from where no drop or take
// brings it back: the object leaks, which is better than a use after free.
//
// Source: include/linux/refcount.h, lib/refcount.c, 6.12.

enum Refcounts {
  /// `REFCOUNT_SATURATED`, as the 32-bit word.
  static let saturated: UInt64 = 0xc000_0000

  /// What the kernel warns of, by `enum refcount_saturation_type`.
  private static let warnings = [
    (
      "saturated; leaking memory",
      "A reference is taken where one may be, on a count that overflows or has saturated."
    ),
    (
      "saturated; leaking memory",
      "A reference is taken on a count that overflows or has saturated."
    ),
    (
      "addition on 0; use-after-free",
      "A reference is taken from a count of 0: the last one was dropped, and the object may be gone."
    ),
    (
      "underflow; use-after-free",
      "A reference is dropped that nobody holds: the count was 0, or fewer than are dropped."
    ),
    (
      "decrement hit 0; leaking memory",
      "refcount_dec() drops the last reference, and so nobody will release the object."
    ),
  ]

  static let symbols: [Symbol] = [
    Symbol(
      "refcount_warn_saturate", in: "references",
      source: "lib/refcount.c:refcount_warn_saturate, 6.12",
      fences: "the count stays saturated, and the object leaks",
      approximation: "warns each time; the kernel warns once for each kind",
      .value { m in
        let (kind, message) = warnings[min(max(0, m.intArgument(1)), warnings.count - 1)]
        m.report(.refcount, kind: kind, subject: m.argument(0), message: message)
        if m.isRunning { m.store(m.argument(0), saturated, 4) }
        return 0
      })
  ]
}
