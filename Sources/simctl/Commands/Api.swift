import ArgumentParser
import Scenarios
import Sim

/// The modelled kernel symbols.
struct Api: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The kernel symbols that are modelled; with a driver, which of those it needs are not.")

  @Argument(help: "A scenario or a driver's C file.")
  var file: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    guard let file else {
      let symbols = KernelTable.symbols
      if common.format == .json {
        write(JSON.object([("schema", .int(1)), ("symbols", .array(symbols.map(json)))]).text, to: 1)
        return
      }
      var text = ""
      var subsystem = ""
      for s in symbols {
        if s.subsystem != subsystem {
          subsystem = s.subsystem
          text += "\(text.isEmpty ? "" : "\n")\(subsystem)\n"
        }
        let shown = s.display == s.name ? s.name : "\(s.name) (\(s.display))"
        text += "  \(shown)".padded(to: 46) + (s.sleeps ? "sleeps  " : "        ")
        text += s.context.rawValue + "\n"
        if !s.fences.isEmpty { text += wrapped(s.fences, indent: "      ") + "\n" }
        if !s.approximation.isEmpty {
          text += wrapped("not exact: \(s.approximation)", indent: "      ") + "\n"
        }
      }
      write(text, to: 1)
      return
    }
    let inputs = Inputs(common)
    let subject = try inputs.prepare(try inputs.readSelected(file))
    let needed = Set(subject.program.externals.filter { $0.location != 0 }.map(\.name))
      .subtracting([""]).sorted()
    let missing = missingSymbols(subject.program)
    if common.format == .json {
      write(
        JSON.object([
          ("schema", .int(1)),
          (
            "symbols",
            .array(needed.compactMap { KernelTable.symbol(named: $0) }.map(json))
          ),
          (
            "missing",
            .array(
              missing.map {
                .object([("name", .string($0.name)), ("needed_at", .string($0.place))])
              })
          ),
        ]).text, to: 1)
      return
    }
    var text = "\(needed.count) symbols needed, \(missing.count) not modelled\n"
    for name in needed where KernelTable.symbol(named: name) != nil { text += "  \(name)\n" }
    for m in missing { text += "  \(m.name)  NOT MODELLED, needed at \(m.place)\n" }
    write(text, to: 1)
  }

  private func json(_ s: Symbol) -> JSON {
    .object([
      ("name", .string(s.name)), ("display", .string(s.display)),
      ("subsystem", .string(s.subsystem)), ("contexts", .string(s.context.rawValue)),
      ("sleeps", .bool(s.sleeps)), ("fences", .string(s.fences)),
      ("approximation", .string(s.approximation)), ("source", .string(s.source)),
    ])
  }
}
