// Sequence counts: writers make the count odd and even again; a reader that finds it odd spins, and
// one that finds it changed reads again. What is a spinlock in a seqlock_t, and the retry, is in
// the header; only the wait for an even count is the kernel's.
//
// Source: include/linux/seqlock.h, 6.12.

enum Seqlocks {
  private static func count(_ m: Machine) -> Pointer {
    m.argument(0) &+ (m.fields.offset("seqcount", "sequence") ?? 0)
  }

  /// The thread that is in a write section of the count, as slot + 1; 0 if none is known.
  private static func writer(_ m: Machine) -> Int {
    let p = m.argument(0)
    var found = 0
    m.forEachThread { t in if m.holds(t, p) { found = t + 1 } }
    return found
  }

  static let symbols: [Symbol] = [
    Symbol(
      "__simctl_seq_begin", as: "read_seqcount_begin", in: Locks.area,
      source: "include/linux/seqlock.h:__read_seqcount_begin, 6.12",
      fences: "spins while a writer is in its section; an interrupt on the writer's CPU for ever",
      .blocking(
        { m in
          guard let b = m.bytes(count(m), 4) else {
            m.reportAccess(count(m), 4, .read)
            return .none
          }
          let byte = b - UnsafeMutableRawPointer(m.state)
          return Wait(
            .bitsClear, index: byte / 8, value: 1 << UInt64(byte % 8 * 8), thread: writer(m))
        },
        { m in m.load(count(m), 4) })),
    Symbol(
      "__simctl_seq_write_begin", as: "write_seqcount_begin", in: Locks.area,
      source: "include/linux/seqlock.h:do_write_seqcount_begin, 6.12",
      .value { m in
        let n = m.load(count(m), 4)
        if m.isRunning, n & 1 != 0 {
          m.report(
            .lockMisuse, kind: "nested seqcount write section", subject: m.argument(0),
            message: "A write section of a sequence count begins in another: nothing keeps its"
              + " writers apart.")
        }
        m.store(count(m), n &+ 1, 4)
        m.header(m.current)[ThreadWord.context] &+= ContextPart.preempt
        if m.isRunning { m.addHeld(m.current, m.argument(0), Held.spins) }
        return 0
      }),
    Symbol(
      "__simctl_seq_write_end", as: "write_seqcount_end", in: Locks.area,
      source: "include/linux/seqlock.h:do_write_seqcount_end, 6.12",
      .value { m in
        Locks.letGo(m, m.argument(0), "write_seqcount_end")
        if !m.isRunning { return 0 }
        m.store(count(m), m.load(count(m), 4) &+ 1, 4)
        LocalCPU.leavePreempt(m, "write_seqcount_end")
        return 0
      }),
  ]
}
