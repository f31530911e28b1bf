// Messages, warnings, assertions. Messages are not formatted: nothing in a race hangs on them.

enum Printk {
  private static let area = "messages"

  private static func message(_ name: String) -> Symbol {
    Symbol(
      name, as: name.hasPrefix("_") ? String(name.drop { $0 == "_" }) : name, in: area,
      source: "kernel/printk/printk.c, drivers/base/core.c, 6.12",
      approximation: "the text is not formatted", .value { _ in 0 })
  }

  private static func warn(_ m: Machine, isBug: Bool) {
    let text = m.string(at: m.argument(0))
    m.report(
      .assertion, kind: isBug ? "kernel BUG" : "WARNING",
      message: isBug ? "BUG: \(text)." : "WARN: \(text).")
  }

  static let symbols: [Symbol] =
    ["_printk", "_dev_err", "_dev_warn", "_dev_info", "_dev_notice", "_dev_emerg", "_dev_crit",
     "_dev_alert", "_dev_printk", "dump_stack"].map(message) + [
      Symbol(
        "__simctl_warn", as: "WARN_ON", in: area, source: "kernel/panic.c:warn_slowpath_fmt, 6.12",
        .value { m in
          warn(m, isBug: false)
          return 0
        }),
      Symbol(
        "__simctl_bug", as: "BUG", in: area, source: "include/asm-generic/bug.h:BUG, 6.12",
        .value { m in
          warn(m, isBug: true)
          if m.isRunning { m.endWithoutVerdict("BUG() was reached with its check off") }
          return 0
        }),
      Symbol(
        "__simctl_assert", as: "sim_assert", in: area, source: "simctl's own",
        .value { m in
          let text = m.string(at: m.argument(0))
          m.report(.assertion, kind: "sim_assert", message: "sim_assert(\(text)) does not hold.")
          return 0
        }),
    ]
}
