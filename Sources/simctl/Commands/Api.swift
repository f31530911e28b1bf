import ArgumentParser
import Scenarios
import Sim

#if canImport(Glibc)
  import Glibc
#endif

/// The modelled kernel symbols.
struct Api: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The kernel symbols that are modelled; of one all that is known; of a driver, which of"
      + " those that it needs are not.")

  @Argument(help: "The name of a symbol; or a scenario or a driver's C file.")
  var subject: String?

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var common: CommonOptions

  private var isJSON: Bool { json || common.format == .json }

  func run() throws {
    guard let subject else { return showAll() }
    if isName(subject) { return try show(named: subject) }
    try showNeeds(of: subject)
  }

  /// Whether it names a symbol and not a file: files have a dot, a slash, or are there.
  private func isName(_ s: String) -> Bool {
    let isWord = s.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    return isWord && !s.isEmpty && (KernelTable.symbol(named: s) != nil || access(s, F_OK) != 0)
  }

  // MARK: All

  private func showAll() {
    if isJSON {
      write(
        JSON.object([
          ("schema", .int(1)), ("symbols", .array(KernelTable.symbols.map(jsonObject))),
        ]).text, to: 1)
      return
    }
    var text = ""
    for (name, symbols) in KernelTable.subsystems {
      text += "\(text.isEmpty ? "" : "\n")\(name)\n"
      for s in symbols {
        let shown = s.display == s.name ? s.name : "\(s.name) (\(s.display))"
        text += "  \(shown)".padded(to: 46) + (s.sleeps ? "sleeps  " : "        ")
        text += s.context.rawValue + "\n"
        if !s.contextNote.isEmpty {
          text += wrapped("contexts: \(s.contextNote)", indent: "      ") + "\n"
        }
        if !s.fences.isEmpty { text += wrapped("fences: \(s.fences)", indent: "      ") + "\n" }
        if !s.approximation.isEmpty {
          text += wrapped("not exact: \(s.approximation)", indent: "      ") + "\n"
        }
      }
    }
    write(text, to: 1)
  }

  // MARK: One

  private func show(named name: String) throws {
    let symbols = KernelTable.symbols.filter { $0.name == name || $0.display == name }
    if isJSON, !symbols.isEmpty {
      write(
        JSON.object([("schema", .int(1)), ("symbols", .array(symbols.map(jsonObject)))]).text,
        to: 1)
      return
    }
    if !symbols.isEmpty {
      write(symbols.map(page).joined(separator: "\n"), to: 1)
      return
    }
    let headers = HeaderNames()
    if let place = headers.places[name] {
      if isJSON {
        write(
          JSON.object([
            ("schema", .int(1)), ("symbols", .array([])), ("header", .string(place.header)),
          ]).text, to: 1)
      } else {
        write(
          "\(name)\n  " + "defined".padded(to: 14) + "<\(place.header)>, line \(place.line)\n"
            + wrapped(
              "It is C in the header, as in the kernel, and is compiled with the driver: what it"
                + " calls is modelled, and 'simctl api FILE' lists that of a driver.", indent: "  ")
            + "\n", to: 1)
      }
      return
    }
    let known = KernelTable.symbols.flatMap { [$0.name, $0.display] } + headers.places.keys.sorted()
    write("error: there is no modelled symbol '\(name)'\(didYouMean(name, in: known))\n", to: 2)
    throw ExitCode(ExitStatus.badInput.rawValue)
  }

  /// All that is known of a symbol.
  private func page(_ s: Symbol) -> String {
    func row(_ key: String, _ value: String) -> String {
      let lines = wrapped(value, indent: String(repeating: " ", count: 16))
      return "  " + key.padded(to: 14) + lines.drop { $0 == " " } + "\n"
    }
    var text = s.name + "\n"
    if s.display != s.name { text += row("called as", s.display) }
    text += row("subsystem", s.subsystem)
    text += row(
      "contexts",
      s.contextNote.isEmpty ? s.context.rawValue : "\(s.context.rawValue); \(s.contextNote)")
    text += row("sleeps", s.sleeps ? "yes" : "no")
    text += row("fences", s.fences.isEmpty ? "nothing" : s.fences)
    text += row("not exact", s.approximation.isEmpty ? "nothing known" : s.approximation)
    return text + row("source", s.source)
  }

  // MARK: A driver

  private func showNeeds(of file: String) throws {
    let inputs = Inputs(common)
    let subject = try inputs.prepare(try inputs.readSelected(file))
    let needed = Set(subject.program.externals.filter { $0.location != 0 }.map(\.name))
      .subtracting([""]).sorted()
    let missing = missingSymbols(subject.program)
    if isJSON {
      write(
        JSON.object([
          ("schema", .int(1)),
          (
            "symbols",
            .array(needed.compactMap { KernelTable.symbol(named: $0) }.map(jsonObject))
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

  private func jsonObject(_ s: Symbol) -> JSON {
    .object([
      ("name", .string(s.name)), ("display", .string(s.display)),
      ("subsystem", .string(s.subsystem)), ("contexts", .string(s.context.rawValue)),
      ("context_note", .string(s.contextNote)),
      ("sleeps", .bool(s.sleeps)), ("fences", .string(s.fences)),
      ("approximation", .string(s.approximation)), ("source", .string(s.source)),
    ])
  }
}
