// Partial-order sampling: Yuan, Yang, Gu, "Partial order aware concurrency sampling", CAV 2018.
// Every thread's next event has a random priority; the highest is executed, and the events that it
// races with get new ones.

struct POS: Strategy {
  private var priorities: [UInt64]
  private var sequences: [UInt64]
  private var last = -1
  private var lastFootprint: UInt64 = 0
  private var lastWrites = false
  var burst: Int { 1 }

  init() {
    priorities = Array(repeating: 0, count: 64)
    sequences = Array(repeating: 0, count: 64)
  }

  mutating func begin(_ machine: Machine) {
    for i in 0..<64 { sequences[i] = 0 }
    last = -1
  }

  mutating func pick(_ enabled: UInt64, _ machine: Machine) -> Int {
    if last >= 0 { priorities[last] = machine.random.next() }
    var best = -1
    var m = enabled
    while m != 0 {
      let t = m.trailingZeroBitCount
      m &= m &- 1
      let s = machine.sequence(t)
      if sequences[t] != s {
        sequences[t] = s
        priorities[t] = machine.random.next()
      } else if last >= 0, t != last {
        let next = machine.footprint(of: t)
        if next.key == lastFootprint, next.writes || lastWrites {
          priorities[t] = machine.random.next()
        }
      }
      if best < 0 || priorities[t] > priorities[best] { best = t }
    }
    let footprint = machine.footprint(of: best)
    last = best
    lastFootprint = footprint.key
    lastWrites = footprint.writes
    return best
  }
}

extension Machine {
  /// Roughly what the next step of `t` touches: good enough to sample by, not to prove by.
  func footprint(of t: Int) -> (key: UInt64, writes: Bool) {
    let pc = self.pc(t)
    if pc == 0 {
      let frame = topFrame(t)
      let subject = header(t)[ThreadWord.subject]
      return ((subject != 0 ? subject : frame.argument(0)) >> 3, true)
    }
    let i = code[pc]
    let r = header(t) + fp(t) + 1
    switch i.op {
    case .load, .loadMarked: return ((r[Int(i.a)] &+ UInt64(bitPattern: i.imm)) >> 3, false)
    case .store, .storeMarked: return ((r[Int(i.a)] &+ UInt64(bitPattern: i.imm)) >> 3, true)
    case .rmw, .cmpxchg, .memcpy, .memset: return (r[Int(i.a)] >> 3, true)
    case .callExternal:
      let list = argumentTable[Int(i.imm >> 32)]
      guard list.count > 0 else { return (0, true) }
      let register = list.words[0]
      return ((register == .max ? list.words[1] : r[Int(register)]) >> 3, true)
    default: return (UInt64(t) << 40 | 1, false)
    }
  }
}
