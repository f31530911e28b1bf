// What a search takes for granted until something shows otherwise: that nothing conflicts with the
// accesses made early, and that nobody reads a counter. Nothing of this changes while a search runs:
// what the searching threads meet is collected, and applied between two searches. So it does not
// matter who meets it first.

/// What is taken for granted.
struct Assumptions: Equatable {
  /// By code index: whether the accesses there need a scheduling point.
  var isRacy: [Bool]
  /// Bytes of the heap that only count, and those that were taken for such and are read.
  var counters = CounterRanges()

  init(codeCount: Int) { isRacy = Array(repeating: false, count: codeCount) }

  /// Takes what was met for true; false if nothing of it is new.
  mutating func apply(_ e: Evidence) -> Bool {
    let before = self
    for site in e.sites { isRacy[site] = true }
    counters.add(e.counted.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) })
    for bytes in e.readers { counters.refuse(bytes) }
    return self != before
  }
}

/// What goes against the assumptions of a search.
struct Evidence {
  /// Code indices of accesses made early that conflict with something.
  var sites: Set<Int> = []
  /// Bytes that something counts in.
  var counted: Set<Range<Int>> = []
  /// Bytes of counters that something reads.
  var readers: Set<Range<Int>> = []

  var isEmpty: Bool { sites.isEmpty && counted.isEmpty && readers.isEmpty }

  mutating func formUnion(_ other: Evidence) {
    sites.formUnion(other.sites)
    counted.formUnion(other.counted)
    readers.formUnion(other.readers)
  }
}
