// The state of the calling CPU: interrupts, softirqs, preemption. A thread carries it with it.
//
// Source: include/linux/irqflags.h, include/linux/preempt.h, kernel/softirq.c, 6.12.

enum LocalCPU {
  private static let area = Locks.area

  /// Switches interrupts off: whether they were.
  static func irqsOff(_ m: Machine) -> UInt64 {
    // In a hard interrupt they are off without anybody's doing, and stay so.
    if m.threadKind(m.current).isHardirq { return 1 }
    let h = m.header(m.current)
    let was = (h[ThreadWord.context] / ContextPart.irqsOff) & 1
    h[ThreadWord.context] |= ContextPart.irqsOff
    return was
  }

  /// Switches interrupts on, however often they were switched off.
  static func irqsOn(_ m: Machine, _ call: String) {
    m.header(m.current)[ThreadWord.context] &= ~(0xff &* ContextPart.irqsOff)
    guard m.threadKind(m.current).isHardirq else {
      Lockdep.switchedOn(m)
      return
    }
    m.report(
      .lockMisuse, kind: "interrupts enabled in a hard interrupt",
      message: "\(call)() switches interrupts on, in a hard interrupt, which runs with them off.")
  }

  /// Takes one nesting off a part of the context word: false if there was none.
  private static func leave(_ m: Machine, _ part: UInt64) -> Bool {
    let h = m.header(m.current)
    guard h[ThreadWord.context] & (part &* 0xff) != 0 else { return false }
    h[ThreadWord.context] &-= part
    return true
  }

  static func leavePreempt(_ m: Machine, _ call: String) {
    if leave(m, ContextPart.preempt) || !m.isRunning { return }
    m.report(
      .lockMisuse, kind: "unbalanced preempt_enable",
      message: "\(call)() enables preemption, which is not disabled.")
  }

  static func leaveBh(_ m: Machine, _ call: String) {
    let h = m.header(m.current)
    let irqsAreOff =
      h[ThreadWord.context] & (0xff &* ContextPart.irqsOff) != 0
      || m.threadKind(m.current).isHardirq
    if !leave(m, ContextPart.bhOff), m.isRunning {
      m.report(
        .lockMisuse, kind: "unbalanced local_bh_enable",
        message: "\(call)() enables softirqs, which are not disabled.")
    } else if irqsAreOff {
      m.report(
        .lockMisuse, kind: "softirqs enabled with irqs off",
        message: "\(call)() enables softirqs while interrupts are off.")
    } else if h[ThreadWord.context] & (0xff &* ContextPart.bhOff) == 0 {
      Lockdep.switchedOn(m)
    }
  }

  private static func of(
    _ name: String, as display: String, _ source: String, from context: CallContext = .any,
    approximation: String = "", _ body: @escaping @Sendable (Machine) -> UInt64
  ) -> Symbol {
    Symbol(
      name, as: display, in: area, from: context, source: "\(source):\(display), 6.12",
      approximation: approximation, .value(body))
  }

  static let symbols: [Symbol] = [
    of("__simctl_irq_save", as: "local_irq_save", "include/linux/irqflags.h") { irqsOff($0) },
    of("__simctl_irq_restore", as: "local_irq_restore", "include/linux/irqflags.h") { m in
      if m.argument(0) == 0 { irqsOn(m, "local_irq_restore") }
      return 0
    },
    of("__simctl_irq_disable", as: "local_irq_disable", "include/linux/irqflags.h") { m in
      _ = irqsOff(m)
      return 0
    },
    of("__simctl_irq_enable", as: "local_irq_enable", "include/linux/irqflags.h") { m in
      irqsOn(m, "local_irq_enable")
      return 0
    },
    of("__simctl_irqs_disabled", as: "irqs_disabled", "include/linux/irqflags.h") { m in
      let h = m.header(m.current)
      return m.threadKind(m.current).isHardirq
        || h[ThreadWord.context] & (0xff &* ContextPart.irqsOff) != 0 ? 1 : 0
    },
    of(
      "__simctl_bh_disable", as: "local_bh_disable", "include/linux/bottom_half.h",
      from: .notHardirq
    ) { m in
      m.header(m.current)[ThreadWord.context] &+= ContextPart.bhOff
      return 0
    },
    of(
      "__simctl_bh_enable", as: "local_bh_enable", "include/linux/bottom_half.h",
      approximation: "softirqs do not run inside the call"
    ) { m in
      leaveBh(m, "local_bh_enable")
      return 0
    },
    of("__simctl_preempt_disable", as: "preempt_disable", "include/linux/preempt.h") { m in
      m.header(m.current)[ThreadWord.context] &+= ContextPart.preempt
      return 0
    },
    of("__simctl_preempt_enable", as: "preempt_enable", "include/linux/preempt.h") { m in
      leavePreempt(m, "preempt_enable")
      return 0
    },
    of("__simctl_in_interrupt", as: "in_interrupt", "include/linux/preempt.h") { m in
      let h = m.header(m.current)
      return !m.threadKind(m.current).isProcessContext
        || h[ThreadWord.context] & (0xff &* ContextPart.bhOff) != 0 ? 1 : 0
    },
    of("__simctl_in_hardirq", as: "in_hardirq", "include/linux/preempt.h") { m in
      m.threadKind(m.current).isHardirq ? 1 : 0
    },
    of("__simctl_in_task", as: "in_task", "include/linux/preempt.h") { m in
      m.threadKind(m.current).isProcessContext ? 1 : 0
    },
    Symbol(
      "__might_sleep", as: "might_sleep", in: area,
      source: "kernel/sched/core.c:__might_sleep, 6.12",
      .value { m in
        m.checkMaySleep("might_sleep")
        return 0
      }),
    of("__simctl_cpu_relax", as: "cpu_relax", "arch/x86/include/asm/vdso/processor.h") { _ in 0 },
    Symbol(
      "__simctl_set_class", as: "lockdep_set_class", in: area,
      source: "kernel/locking/lockdep.c:lockdep_init_map_type, 6.12",
      .value { m in
        Lockdep.setMap(m, m.argument(0), key: m.argument(1), name: m.argument(2))
        return 0
      }),
    Symbol(
      "__simctl_lock_held", as: "lockdep_assert_held", in: area,
      source: "include/linux/lockdep.h:lockdep_assert_held, 6.12",
      .value { m in
        guard !m.holds(m.current, m.argument(0)) else { return 0 }
        m.report(
          .assertion, kind: "lockdep_assert_held", subject: m.argument(0),
          message: "lockdep_assert_held() finds that the caller does not hold the lock.")
        return 0
      }),
  ]
}
