// Which registers hold something that is still wanted, at the borders of blocks; and what goes
// because nobody wants it.

import Sim

/// For each block the registers that are live where it starts and where it ends. Only registers
/// that are live across some border have a bit.
struct Liveness {
  /// By register: its bit, or -1.
  private let bits: [Int32]
  /// By bit: its register.
  private let registers: [Int32]
  private let words: Int
  private var liveIn: [UInt64]
  private var liveOut: [UInt64]

  /// More words than a function of any driver needs: 16 MB.
  private static let wordsMax = 1 << 21

  /// Nil if the function is too large.
  init?(_ f: VirtualFunction) {
    (bits, registers) = Self.numbered(f)
    words = (registers.count + 63) / 64
    guard words.multipliedReportingOverflow(by: f.blocks.count).partialValue <= Self.wordsMax else {
      return nil
    }
    liveIn = Array(repeating: 0, count: words * f.blocks.count)
    liveOut = liveIn
    solve(f)
  }

  /// A register that is read in a block before it is written there is live where the block starts.
  private static func numbered(_ f: VirtualFunction) -> (bits: [Int32], registers: [Int32]) {
    var bits = Array(repeating: Int32(-1), count: f.widths.count)
    var registers: [Int32] = []
    var lastWritten = Array(repeating: -1, count: f.widths.count)
    for (n, block) in f.blocks.enumerated() {
      func use(_ r: Int32) {
        guard lastWritten[Int(r)] != n, bits[Int(r)] < 0 else { return }
        bits[Int(r)] = Int32(registers.count)
        registers.append(r)
      }
      for i in block.code {
        i.forEachUse(use)
        if i.dst >= 0 { lastWritten[Int(i.dst)] = n }
      }
      if block.exit.use >= 0 { use(block.exit.use) }
    }
    return (bits, registers)
  }

  private mutating func solve(_ f: VirtualFunction) {
    var uses = liveIn
    var writes = liveIn
    for (n, block) in f.blocks.enumerated() {
      for i in block.code {
        i.forEachUse { r in
          if let (w, m) = bit(r, n), writes[w] & m == 0 { uses[w] |= m }
        }
        if i.dst >= 0, let (w, m) = bit(i.dst, n) { writes[w] |= m }
      }
      if block.exit.use >= 0, let (w, m) = bit(block.exit.use, n), writes[w] & m == 0 {
        uses[w] |= m
      }
    }
    let order = f.reversePostorder()
    var changes = true
    while changes {
      changes = false
      for n in order.reversed() {
        for target in f.blocks[n].exit.targets {
          for w in 0..<words { liveOut[n * words + w] |= liveIn[target * words + w] }
        }
        for w in n * words..<(n + 1) * words {
          let now = uses[w] | (liveOut[w] & ~writes[w])
          if now != liveIn[w] {
            liveIn[w] = now
            changes = true
          }
        }
      }
    }
  }

  private func bit(_ r: Int32, _ block: Int) -> (word: Int, mask: UInt64)? {
    let b = Int(bits[Int(r)])
    return b < 0 ? nil : (block * words + b / 64, 1 << UInt64(b % 64))
  }

  /// The registers that are live where block `n` starts.
  func atStart(of n: Int) -> [Int32] { list(liveIn, n) }

  /// The registers that are live where block `n` ends, behind its exit.
  func atEnd(of n: Int) -> [Int32] { list(liveOut, n) }

  private func list(_ set: [UInt64], _ n: Int) -> [Int32] {
    var found: [Int32] = []
    for w in 0..<words {
      var word = set[n * words + w]
      while word != 0 {
        found.append(registers[w * 64 + word.trailingZeroBitCount])
        word &= word - 1
      }
    }
    return found
  }
}

extension VirtualFunction {
  /// Removes what computes something that nobody reads.
  mutating func removeDeadCode() {
    // What a dead instruction reads may be dead then, in another block: a few rounds find nearly
    // all.
    for _ in 0..<4 {
      guard let liveness = Liveness(self) else { return }
      var hasRemoved = false
      var isLive = Array(repeating: false, count: widths.count)
      for n in blocks.indices where !blocks[n].code.isEmpty {
        let atEnd = liveness.atEnd(of: n)
        for r in atEnd { isLive[Int(r)] = true }
        if blocks[n].exit.use >= 0 { isLive[Int(blocks[n].exit.use)] = true }
        var kept: [VirtualInstruction] = []
        for var i in blocks[n].code.reversed() {
          let isDead = i.dst < 0 || !isLive[Int(i.dst)]
          if i.isPure, isDead || i.op == .move && i.dst == i.a {
            hasRemoved = true
            continue
          }
          if i.dst >= 0 { isLive[Int(i.dst)] = false }
          // A call whose result nobody reads need not have one.
          if isDead, i.op == .call || i.op == .callExternal || i.op == .callIndirect { i.dst = -1 }
          i.forEachUse { isLive[Int($0)] = true }
          kept.append(i)
        }
        blocks[n].code = kept.reversed()
        for r in liveness.atStart(of: n) { isLive[Int(r)] = false }
      }
      if !hasRemoved { return }
    }
  }

  /// Gives 0 to what the source reads before it writes it: a run must not depend on an earlier one.
  /// False if the function is too large.
  mutating func zeroUninitialised() -> Bool {
    guard let liveness = Liveness(self) else { return false }
    let zeros = liveness.atStart(of: 0).filter { $0 >= parameterCount }.sorted().map { r in
      VirtualInstruction(.value(0), to: r, location: blocks[0].code.first?.location ?? 0)
    }
    blocks[0].code.insert(contentsOf: zeros, at: 0)
    return true
  }
}
