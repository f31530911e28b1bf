// A scenario as a value: what a checked file says, with everything it leaves out filled in.

import Sim

/// A driver, the world around it, and what is expected of it.
public struct Scenario: Sendable, Equatable {
  /// As the user named it; `-` is standard input.
  public var path: String
  /// One line, shown in every output; the file's stem where it says none.
  public var name: String
  /// Which variant this is; nil is the scenario as written.
  public var variant: String?
  public var drivers: [DriverSource]
  /// `NAME` or `NAME=VALUE`, for clang.
  public var defines: [String] = []
  public var world = WorldSpec()
  public var expectation = Expectation.unstated
  public var interleaving: InterleavingText?
  /// How `simctl test` is to check it; nil leaves that to the command.
  public var method: Method?
  /// In the order of the file; each has `variant` set and no variants of its own.
  public var variants: [Scenario] = []
  /// Where each key is.
  public var source = ScenarioSource()

  public init(path: String, name: String, drivers: [DriverSource]) {
    self.path = path
    self.name = name
    self.drivers = drivers
  }

  /// The folder that driver paths are relative to.
  public var directory: String {
    guard path != "-", let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// An error about a row of the interleaving, numbered from 0: `row 4: ...`, at its cell.
  public func diagnostic(row: Int, _ message: String) -> Diagnostic {
    var text = Diagnostic(file: source.file, message: "row \(row + 1): \(message)")
    guard let row = interleaving.flatMap({ $0.rows.indices.contains(row) ? $0.rows[row] : nil })
    else { return text }
    text.position = row.position
    text.length = max(1, row.text.unicodeScalars.count)
    if source.lines.indices.contains(row.position.line - 1) {
      text.sourceLine = source.lines[row.position.line - 1]
    }
    return text
  }

  /// The variant of that name, or nil.
  public func variant(named name: String) -> Scenario? {
    variants.first { $0.variant == name }
  }
}

/// The C of one module.
public enum DriverSource: Sendable, Equatable {
  /// A path, relative to the scenario's folder.
  case file(String)
  /// C text, and the line of the scenario file that its first line is in.
  case inline(String, line: Int)
}

/// What a scenario says will be found.
public enum Expectation: Sendable, Equatable {
  /// It does not say; only a clean run is as expected.
  case unstated
  case clean
  /// Never empty.
  case findings([ExpectedFinding])
}

/// A finding that is expected.
public struct ExpectedFinding: Sendable, Equatable {
  public var check: CheckName
  /// The function that it is found in; nil is any.
  public var function: String?

  public init(_ check: CheckName, in function: String? = nil) {
    self.check = check
    self.function = function
  }
}

/// How a scenario is checked.
public enum Method: Sendable, Equatable {
  case verify
  /// Seeded runs, so many.
  case explore(runs: Int)
}

/// The text of a scenario and where its keys are, for messages that come later than reading.
public struct ScenarioSource: Sendable, Equatable {
  /// How the file is called in messages.
  public var file = ""
  public var lines: [String] = []
  /// By the path of a key: `threads.admin`, `faults.1`, `variants.before.expect`.
  var positions: [String: SourcePosition] = [:]

  public init() {}

  /// Where a key's value is; that of the nearest key above it if it has none of its own.
  public func position(of key: String) -> SourcePosition? {
    var key = key
    while true {
      if let found = positions[key] { return found }
      guard let dot = key.lastIndex(of: ".") else { return nil }
      key = String(key[..<dot])
    }
  }

  /// An error about what a key says.
  public func diagnostic(at key: String, _ message: String, help: String? = nil) -> Diagnostic {
    let p = position(of: key)
    var line: String?
    if let p, lines.indices.contains(p.line - 1) { line = lines[p.line - 1] }
    return Diagnostic(file: file, position: p, message: message, sourceLine: line, help: help)
  }
}
