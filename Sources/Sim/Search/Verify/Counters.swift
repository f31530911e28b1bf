// Counters that nobody reads: `dev->ticks++`. Their value has no future but itself, and would keep
// a timer that counts its ticks from ever coming back to the same state.
//
// As with accesses made early, this is assumed until something else reads the bytes; then the search
// begins again and the bytes count.

/// The places in a program that only count.
struct Counters {
  /// By code index: whether the load there is the first part of `x += n`, and nothing else looks at
  /// the value.
  private let counterLoads: [Bool]

  init(_ program: Program, _ live: LiveRegisters) {
    var sites = Array(repeating: false, count: program.code.count)
    for f in program.functions {
      for pc in f.entry..<f.end where Self.isCounter(pc, f.end, program, live) { sites[pc] = true }
    }
    counterLoads = sites
  }

  /// Whether the load at `pc` is followed, in the same stretch of straight code, by an addition to
  /// its value and a store of that to the same place, and nothing else looks at either.
  private static func isCounter(
    _ pc: Int, _ end: Int, _ program: Program, _ live: LiveRegisters
  ) -> Bool {
    let load = program.code[pc]
    guard load.op == .load || load.op == .loadMarked, load.dst != load.a else { return false }
    var value = load.dst
    var isAdded = false
    for next in pc + 1..<min(end, pc + 8) {
      let i = program.code[next]
      switch i.op {
      case .addI, .subI:
        if i.a == value, !isAdded, i.dst != load.a {
          // The value before the addition must go with it.
          if i.dst != value, live.isLive(Int(value), at: next + 1) { return false }
          value = i.dst
          isAdded = true
          continue
        }
      case .add:
        if (i.a == value) != (i.b == value), !isAdded, i.dst != load.a {
          if i.dst != value, live.isLive(Int(value), at: next + 1) { return false }
          value = i.dst
          isAdded = true
          continue
        }
        if i.b == value { return false }
      case .store, .storeMarked:
        if i.b == value {
          return isAdded && i.a == load.a && i.imm == load.imm && i.size == load.size
            && !live.isLive(Int(value), at: next + 1)
        }
        return false
      case .const: break
      default: return false
      }
      if i.a == value || i.dst == value || i.dst == load.a { return false }
    }
    return false
  }

  func isCounter(_ pc: Int) -> Bool { counterLoads[pc] }
}

/// The counters that are known.
struct CounterRanges: Equatable {
  /// Bytes of the heap that are left out of fingerprints.
  private(set) var ranges: [Range<Int>] = []
  private(set) var refused: [Range<Int>] = []

  init() {}

  init(ranges: [Range<Int>], refused: [Range<Int>]) {
    self.ranges = ranges
    self.refused = refused
  }

  /// Whether something that counts in these bytes makes them a counter that was not known.
  func isNew(_ bytes: Range<Int>) -> Bool {
    !ranges.contains(bytes) && !refused.contains { $0.overlaps(bytes) }
  }

  func overlaps(_ bytes: Range<Int>) -> Bool { ranges.contains { $0.overlaps(bytes) } }

  mutating func add(_ counted: [Range<Int>]) {
    for bytes in counted where isNew(bytes) { ranges.append(bytes) }
  }

  /// Somebody reads them: no counters any more.
  mutating func refuse(_ bytes: Range<Int>) {
    refused += ranges.filter { $0.overlaps(bytes) }
    ranges.removeAll { $0.overlaps(bytes) }
    refused.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
  }
}
