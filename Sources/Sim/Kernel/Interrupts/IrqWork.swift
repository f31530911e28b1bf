// irq_work: a function that is called in a hard interrupt soon, queued from anywhere.
//
// `flags` says PENDING from the queueing until it starts, and BUSY until it has ended; so the core
// touches it after the function, which must not free it. Queued again while it runs, it may run on
// another CPU beside itself.
//
// Source: kernel/irq_work.c, 6.12.

enum IrqWork {
  private static let area = "irq_work"
  private static let file = "kernel/irq_work.c"
  private static let pending: UInt64 = 1
  private static let busy: UInt64 = 2

  private static func flags(_ m: Machine, _ work: Pointer) -> Pointer {
    work &+ (m.fields.offset("irq_work", "flags") ?? 0)
  }
  private static func function(_ m: Machine, _ work: Pointer) -> Pointer {
    work &+ (m.fields.offset("irq_work", "func") ?? 8)
  }

  static let routines: [InternalRoutine] = [
    InternalRoutine("irq_work_single") { m, f in
      let work = f.argument(0)
      let at = flags(m, work)
      let h = m.header(m.current)
      switch f.phase {
      case 1:
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        m.store(at, m.load(at, 4) & ~pending, 4)
        let function = m.load(function(m, work))
        if !m.isRunning { return .stop }
        h[ThreadWord.function] = function
        m.setOutgoing(work)
        return .call(function, arguments: 1, 2)
      default:
        m.checkLeftContext("The irq_work function")
        let bits = m.load(at, 4)
        // It is still busy if it has been queued meanwhile.
        if m.isRunning, bits & pending == 0 { m.store(at, bits & ~busy, 4) }
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]
  private static let single = KernelTable.routine("irq_work_single")

  private static func queue(_ m: Machine, _ work: Pointer) -> UInt64 {
    let at = flags(m, work)
    let bits = m.load(at, 4)
    guard m.isRunning, bits & pending == 0 else { return 0 }
    m.store(at, bits | pending | busy, 4)
    let function = m.load(function(m, work))
    if !m.isRunning { return 0 }
    _ = m.spawn(.irqWork, single, (work, 0), subject: work, function: function)
    return 1
  }

  static let symbols: [Symbol] = [
    Symbol(
      "irq_work_queue", in: area, source: "\(file):irq_work_queue, 6.12",
      fences: "nothing; false if it is queued already", .value { m in queue(m, m.argument(0)) }),
    Symbol(
      "irq_work_queue_on", in: area, source: "\(file):irq_work_queue_on, 6.12",
      fences: "nothing; false if it is queued already",
      approximation: "on which CPU is open, whatever the call says",
      .value { m in queue(m, m.argument(0)) }),
    Symbol(
      "irq_work_sync", in: area, from: .process, sleeps: true,
      source: "\(file):irq_work_sync, 6.12",
      fences: "waits until it is neither queued nor running; anybody may queue it again",
      .blocking(
        { m in
          let at = flags(m, m.argument(0))
          guard let b = m.bytes(at, 4) else {
            m.reportAccess(at, 4, .read)
            return .none
          }
          let byte = b - UnsafeMutableRawPointer(m.state)
          return Wait(
            .bitsClear, index: byte / 8, value: busy << (UInt64(byte % 8) * 8),
            thread: (m.findThread(.irqWork, serving: m.argument(0), .running) ?? -1) + 1)
        },
        { m in
          _ = m.load(flags(m, m.argument(0)), 4)
          Lockdep.waited(m, for: .irqWork, m.argument(0), 0)
          return 0
        })),
  ]
}
