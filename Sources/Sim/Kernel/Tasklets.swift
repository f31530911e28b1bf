// Tasklets: never concurrent with themselves; a kill waits for a scheduled one to run.
//
// Source: kernel/softirq.c, 6.12.

enum Tasklets {
  private static let area = "tasklets"
  private static let file = "kernel/softirq.c"

  private static func callback(_ m: Machine) -> UInt64 {
    m.fields.offset("tasklet_struct", "callback") ?? 24
  }

  static let routines: [InternalRoutine] = [
    InternalRoutine("tasklet_action") { m, f in
      switch f.phase {
      case 1:
        let h = m.header(m.current)
        h[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        let function = m.load(f.argument(0) &+ callback(m))
        if !m.isRunning { return .stop }
        m.setOutgoing(f.argument(0))
        return .call(function, arguments: 1, 2)
      default:
        m.checkLeftContext("The tasklet")
        return m.isRunning ? .done(0) : .stop
      }
    }
  ]

  static let symbols: [Symbol] = [
    Symbol(
      "tasklet_setup", in: area, source: "\(file):tasklet_setup, 6.12",
      .value { m in
        m.store(m.argument(0) &+ callback(m), m.argument(1))
        return 0
      }),
    Symbol(
      "__tasklet_schedule", as: "tasklet_schedule", in: area,
      source: "\(file):__tasklet_schedule, 6.12",
      .value { m in
        let t = m.argument(0)
        let function = m.load(t &+ callback(m))
        if !m.isRunning || m.findThread(.tasklet, serving: t, .pending) != nil { return 0 }
        _ = m.spawn(
          .tasklet, Routines.taskletAction, (t, 0), subject: t, function: function,
          wait: .noneRunning(.tasklet, t))
        return 0
      }),
    Symbol(
      "tasklet_kill", in: area, from: .process, sleeps: true, source: "\(file):tasklet_kill, 6.12",
      fences: "lets a scheduled one run and waits for it; anybody may schedule it again afterwards",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        default:
          let p = f.argument(0)
          _ = m.load(p &+ callback(m))
          if !m.isRunning { return .stop }
          if let t = m.findThread(.tasklet, serving: p, .pending)
            ?? m.findThread(.tasklet, serving: p, .running)
          {
            return .wait(m.endOf(t), 1)
          }
          return .done(0)
        }
      }),
  ]
}
