// Sleepable RCU: readers of one domain may sleep, and only synchronize_srcu() of that domain waits
// for them. Two counters of readers, used in turn, are kept in the domain itself.
//
// Source: kernel/rcu/srcutiny.c, srcutree.c, 6.12.

enum Srcu {
  private static let area = "rcu"
  private static let file = "kernel/rcu/srcutree.c"

  private static func index(_ m: Machine, _ s: Pointer) -> Pointer {
    s &+ (m.fields.offset("srcu_struct", "idx") ?? 0)
  }
  private static func readers(_ m: Machine, _ s: Pointer, _ i: UInt64) -> Pointer {
    s &+ (m.fields.offset("srcu_struct", "readers") ?? 8) &+ 8 &* (i & 1)
  }

  private static func noReaders(_ m: Machine, _ s: Pointer, _ i: UInt64) -> Wait {
    Wait(.zero, index: m.wordIndex(readers(m, s, i)))
  }

  static let symbols: [Symbol] = [
    Symbol(
      "init_srcu_struct", in: area, from: .process, sleeps: true,
      source: "\(file):init_srcu_struct, 6.12",
      .value { m in
        if m.failsByFault("init_srcu_struct") { return Machine.int(-12) }
        let s = m.argument(0)
        m.store(index(m, s), 0)
        m.store(readers(m, s, 0), 0)
        m.store(readers(m, s, 1), 0)
        return 0
      }),
    Symbol(
      "cleanup_srcu_struct", in: area, from: .process, sleeps: true,
      source: "\(file):cleanup_srcu_struct, 6.12", fences: "does not wait for readers",
      .value { m in
        let s = m.argument(0)
        let left = m.load(readers(m, s, 0)) | m.load(readers(m, s, 1))
        if m.isRunning, left != 0 {
          m.report(
            .apiMisuse, kind: "cleanup_srcu_struct with readers", subject: s,
            message: "cleanup_srcu_struct() is called while a reader is in a read section.")
        }
        return 0
      }),
    Symbol(
      "__srcu_read_lock", as: "srcu_read_lock", in: area, source: "\(file):__srcu_read_lock, 6.12",
      fences: "the reader may sleep; only synchronize_srcu of this domain waits for it",
      .value { m in
        let s = m.argument(0)
        let i = m.load(index(m, s)) & 1
        m.store(readers(m, s, i), m.load(readers(m, s, i)) &+ 1)
        return i
      }),
    Symbol(
      "__srcu_read_unlock", as: "srcu_read_unlock", in: area,
      source: "\(file):__srcu_read_unlock, 6.12",
      .value { m in
        let s = m.argument(0)
        let p = readers(m, s, m.argument(1))
        let n = m.load(p)
        if m.isRunning, n == 0 {
          m.report(
            .lockMisuse, kind: "bad unlock balance", subject: s,
            message: "srcu_read_unlock() is called with an index that no reader holds.")
          return 0
        }
        m.store(p, n &- 1)
        return 0
      }),
    // Readers of an older grace period first, then those that began before the flip.
    Symbol(
      "synchronize_srcu", in: area, from: .process, sleeps: true,
      source: "\(file):synchronize_srcu, 6.12",
      fences: "waits for the readers of this domain that began before it",
      .routine { m, f in
        let s = f.argument(0)
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let wait = noReaders(m, s, m.load(index(m, s)) ^ 1)
          return m.isRunning ? .wait(wait, 2) : .stop
        case 2:
          let i = m.load(index(m, s)) & 1
          // Another one may have flipped it meanwhile.
          if m.isRunning, m.load(readers(m, s, i ^ 1)) != 0 {
            return .wait(noReaders(m, s, i ^ 1), 2)
          }
          m.store(index(m, s), i ^ 1)
          let wait = noReaders(m, s, i)
          return m.isRunning ? .wait(wait, 3) : .stop
        default:
          _ = m.load(index(m, s))
          return m.isRunning ? .done(0) : .stop
        }
      }),
    Symbol(
      "srcu_barrier", in: area, from: .process, sleeps: true, source: "\(file):srcu_barrier, 6.12",
      approximation: "call_srcu is not modelled: there are no callbacks to wait for",
      .value { m in
        _ = m.load(index(m, m.argument(0)))
        return 0
      }),
  ]
}
