// From as many registers as one likes to few: linear scan over live ranges with holes, after the
// two sides of a move have been made one wherever they are never both wanted. Few registers make
// small frames, and those are what the machine copies and compares.

import Sim

/// The registers of a function's frame.
struct RegisterAllocation {
  /// By virtual register; -1 if it is never used.
  var registers: [Int32]
  /// How many there are.
  var count: Int
}

/// Where a value is wanted: ranges of places, in order, none touching the next.
private struct LiveRanges {
  var ranges: [Range<Int>] = []

  /// Adds a range that starts before all others.
  mutating func prepend(_ range: Range<Int>) {
    // Ranges are kept back to front while they are found.
    if let last = ranges.last, last.lowerBound <= range.upperBound {
      ranges[ranges.count - 1] =
        min(last.lowerBound, range.lowerBound)..<max(last.upperBound, range.upperBound)
    } else {
      ranges.append(range)
    }
  }

  func overlaps(_ other: LiveRanges) -> Bool {
    var (a, b) = (0, 0)
    // The shorter list is looked up in the longer one where the lengths differ much.
    while a < ranges.count, b < other.ranges.count {
      if ranges[a].upperBound <= other.ranges[b].lowerBound {
        a = first(endingAfter: other.ranges[b].lowerBound, from: a + 1)
      } else if other.ranges[b].upperBound <= ranges[a].lowerBound {
        b = other.first(endingAfter: ranges[a].lowerBound, from: b + 1)
      } else {
        return true
      }
    }
    return false
  }

  /// The index of the first range, from `from` on, that ends after `place`.
  private func first(endingAfter place: Int, from: Int) -> Int {
    var (low, high) = (from, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Takes in `other`, which does not overlap it.
  mutating func merge(_ other: LiveRanges) {
    if other.ranges.count < ranges.count / 8 {
      for range in other.ranges { insert(range) }
      return
    }
    var merged: [Range<Int>] = []
    merged.reserveCapacity(ranges.count + other.ranges.count)
    var (a, b) = (0, 0)
    while a < ranges.count || b < other.ranges.count {
      let takesA =
        b >= other.ranges.count
        || (a < ranges.count && ranges[a].lowerBound < other.ranges[b].lowerBound)
      let next = takesA ? ranges[a] : other.ranges[b]
      if takesA { a += 1 } else { b += 1 }
      if let last = merged.last, last.upperBound == next.lowerBound {
        merged[merged.count - 1] = last.lowerBound..<next.upperBound
      } else {
        merged.append(next)
      }
    }
    ranges = merged
  }
}

extension LiveRanges {
  /// Takes in a range that overlaps none.
  fileprivate mutating func insert(_ range: Range<Int>) {
    var range = range
    // The first range behind it; the one before may touch it.
    var at = first(endingAfter: range.lowerBound, from: 0)
    if at > 0, ranges[at - 1].upperBound == range.lowerBound {
      range = ranges[at - 1].lowerBound..<range.upperBound
      ranges.remove(at: at - 1)
      at -= 1
    }
    if at < ranges.count, ranges[at].lowerBound == range.upperBound {
      ranges[at] = range.lowerBound..<ranges[at].upperBound
    } else {
      ranges.insert(range, at: at)
    }
  }
}

extension VirtualFunction {
  /// More registers than a frame may have.
  private static let registersMax = 1000

  /// Gives each register its place in the frame: parameters come first. Nil if the function is too
  /// large. Dead code must be gone, and `order` be set.
  func allocateRegisters() -> RegisterAllocation? {
    guard var live = liveRanges() else { return nil }
    var group = Array(0..<widths.count)
    func root(_ r: Int) -> Int {
      var r = r
      while group[r] != r {
        group[r] = group[group[r]]
        r = group[r]
      }
      return r
    }
    // Back to front: what a local is made of then grows together at the end of its ranges.
    for n in order.reversed() {
      for i in blocks[n].code.reversed() where i.op == .move {
        // The lower one stays: a parameter must keep its place.
        let (x, y) = (root(Int(i.dst)), root(Int(i.a)))
        let (one, other) = (min(x, y), max(x, y))
        guard one != other, other >= parameterCount, !live[one].overlaps(live[other]) else {
          continue
        }
        live[one].merge(live[other])
        live[other].ranges = []
        group[other] = one
      }
    }
    // By place in the frame: when it is taken.
    var taken = Array(live[..<parameterCount])
    var registers = Array(repeating: Int32(-1), count: widths.count)
    for p in 0..<parameterCount { registers[p] = Int32(p) }
    let groups = (parameterCount..<max(parameterCount, widths.count))
      .filter { group[$0] == $0 && !live[$0].ranges.isEmpty }
      .sorted { (live[$0].ranges[0].lowerBound, $0) < (live[$1].ranges[0].lowerBound, $1) }
    for r in groups {
      let place = taken.firstIndex { !$0.overlaps(live[r]) } ?? taken.count
      if place == taken.count {
        guard place < Self.registersMax else { return nil }
        taken.append(LiveRanges())
      }
      taken[place].merge(live[r])
      registers[r] = Int32(place)
    }
    for r in widths.indices where group[r] != r { registers[r] = registers[root(r)] }
    return RegisterAllocation(registers: registers, count: taken.count)
  }

  /// By register: where its value is wanted. Instruction `k` of the function reads at place 2k and
  /// writes at 2k + 1.
  private func liveRanges() -> [LiveRanges]? {
    guard let liveness = Liveness(self) else { return nil }
    var starts: [Int] = []
    var place = 0
    for n in order {
      starts.append(place)
      place += 2 * (blocks[n].code.count + 1)
    }
    var live = Array(repeating: LiveRanges(), count: widths.count)
    // By register: the end of the range that is being followed backwards, or -1.
    var end = Array(repeating: -1, count: widths.count)
    for (k, n) in zip(order.indices, order).reversed() {
      let start = starts[k]
      var place = start + 2 * blocks[n].code.count
      func use(_ r: Int32) { if end[Int(r)] < 0 { end[Int(r)] = place + 1 } }
      for r in liveness.atEnd(of: n) { end[Int(r)] = place + 2 }
      if blocks[n].exit.use >= 0 { use(blocks[n].exit.use) }
      for i in blocks[n].code.reversed() {
        place -= 2
        if i.dst >= 0 {
          let dst = Int(i.dst)
          live[dst].prepend(place + 1..<max(end[dst], place + 2))
          end[dst] = -1
        }
        i.forEachUse(use)
      }
      for r in liveness.atStart(of: n) {
        live[Int(r)].prepend(start..<max(end[Int(r)], start + 1))
        end[Int(r)] = -1
      }
    }
    // Parameters are written before anything else.
    for p in 0..<parameterCount where end[p] >= 0 || !live[p].ranges.isEmpty {
      live[p].prepend(0..<max(1, end[p]))
    }
    for r in live.indices { live[r].ranges.reverse() }
    return live
  }
}
