// Code with as many registers as it likes, in blocks: what a function is between IR and bytecode.

import Sim

/// An instruction on virtual registers; -1 is none.
struct VirtualInstruction {
  var op: Op
  var size: UInt8 = 64
  var dst: Int32 = -1
  var a: Int32 = -1
  var b: Int32 = -1
  /// A third register, where the bytecode has one in `imm`.
  var c: Int32 = -1
  var imm: Int64 = 0
  /// Registers of a call's arguments; a negative one is a constant (`~index`).
  var arguments: [Int32] = []
  /// Blocks to go to.
  var targets: [Int] = []
  var location = 0
  var text = 0
}

/// A run of instructions that is entered at its start.
struct VirtualBlock {
  var code: [VirtualInstruction] = []
}

extension VirtualInstruction {
  /// Calls `body` with each register that it reads.
  func forEachUse(_ body: (Int32) -> Void) {
    if a >= 0 { body(a) }
    if b >= 0, op != .sext { body(b) }
    if c >= 0 { body(c) }
    for argument in arguments where argument >= 0 { body(argument) }
  }
}

/// Live ranges and registers: linear scan over intervals in the order of the code.
struct RegisterAllocation {
  /// By virtual register; -1 if it is never used.
  var registers: [Int32]
  var count: Int
  /// Virtual registers that may be read before they are written.
  var uninitialised: [Int32]

  /// Allocates; the first `parameters` virtual registers are the arguments.
  init(_ blocks: [VirtualBlock], registerCount: Int, parameters: Int) {
    let words = (registerCount + 63) / 64
    var uses = [[UInt64]](repeating: Array(repeating: 0, count: words), count: blocks.count)
    var defs = uses
    for (n, block) in blocks.enumerated() {
      for i in block.code {
        i.forEachUse { r in
          if defs[n][Int(r) / 64] & (1 << UInt64(r % 64)) == 0 {
            uses[n][Int(r) / 64] |= 1 << UInt64(r % 64)
          }
        }
        if i.dst >= 0 { defs[n][Int(i.dst) / 64] |= 1 << UInt64(i.dst % 64) }
      }
    }
    var liveIn = uses
    var liveOut = [[UInt64]](repeating: Array(repeating: 0, count: words), count: blocks.count)
    var changed = true
    while changed {
      changed = false
      for n in stride(from: blocks.count - 1, through: 0, by: -1) {
        guard let last = blocks[n].code.last else { continue }
        for target in last.targets {
          for w in 0..<words where liveIn[target][w] & ~liveOut[n][w] != 0 {
            liveOut[n][w] |= liveIn[target][w]
            changed = true
          }
        }
        for w in 0..<words {
          let now = uses[n][w] | (liveOut[n][w] & ~defs[n][w])
          if now != liveIn[n][w] {
            liveIn[n][w] = now
            changed = true
          }
        }
      }
    }
    var start = [Int](repeating: .max, count: registerCount)
    var end = [Int](repeating: -1, count: registerCount)
    func touch(_ r: Int, _ position: Int) {
      start[r] = min(start[r], position)
      end[r] = max(end[r], position)
    }
    var position = 0
    for (n, block) in blocks.enumerated() {
      let first = position
      for i in block.code {
        i.forEachUse { touch(Int($0), position) }
        if i.dst >= 0 { touch(Int(i.dst), position + 1) }
        position += 2
      }
      for r in 0..<registerCount {
        if liveIn[n][r / 64] & (1 << UInt64(r % 64)) != 0 { touch(r, first) }
        if liveOut[n][r / 64] & (1 << UInt64(r % 64)) != 0 { touch(r, position) }
      }
    }
    uninitialised = []
    if let first = liveIn.first {
      for r in parameters..<max(parameters, registerCount)
      where first[r / 64] & (1 << UInt64(r % 64)) != 0 {
        uninitialised.append(Int32(r))
        start[r] = -1
      }
    }
    registers = Array(repeating: -1, count: registerCount)
    // By physical register: the position up to which it is taken.
    var takenUntil: [Int] = []
    for p in 0..<parameters {
      registers[p] = Int32(p)
      takenUntil.append(max(end[p], 0))
    }
    let order = (parameters..<max(parameters, registerCount))
      .filter { end[$0] >= 0 }
      .sorted { (start[$0], $0) < (start[$1], $1) }
    for r in order {
      var chosen = takenUntil.count
      for (p, until) in takenUntil.enumerated() where until < start[r] {
        chosen = p
        break
      }
      if chosen == takenUntil.count { takenUntil.append(-1) }
      registers[r] = Int32(chosen)
      takenUntil[chosen] = end[r]
    }
    count = takenUntil.count
  }
}
