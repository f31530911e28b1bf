import ArgumentParser
import Sim

/// What every command that runs something takes.
struct CommonOptions: ParsableArguments {
  @Option(help: "Which variant of the scenario; without it the scenario as written.")
  var variant: String?

  @Option(help: "What to print: text, json, github, diagram or splat; test also ktap and junit.")
  var format: Format = .text

  @Option(
    help: ArgumentHelp("Also write a format to a file; repeatable.", valueName: "format=file"))
  var output: [String] = []

  @Option(help: ArgumentHelp("Write the schedule of the finding to a file.", valueName: "file"))
  var traceOut: String?

  @Option(help: "Colour: auto, always or never.")
  var color: ColorChoice = .auto

  @Flag(help: "No progress and no notes.")
  var quiet = false

  @Option(
    help: ArgumentHelp(
      "What a symbol answers that is not modelled: a number, 'nothing', or 'any N,M'.",
      valueName: "name=value"))
  var assume: [String] = []

  func validate() throws {
    for item in output { _ = try Self.outputTarget(item) }
    for item in assume { _ = try Self.assumption(item) }
  }

  /// `junit=FILE` and the like.
  static func outputTarget(_ item: String) throws -> (Format, String) {
    guard let equals = item.firstIndex(of: "="),
      let format = Format(rawValue: String(item[..<equals])),
      item.index(after: equals) < item.endIndex
    else {
      throw ValidationError(
        "'\(item)' is no output; write FORMAT=FILE with one of"
          + " \(Format.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return (format, String(item[item.index(after: equals)...]))
  }

  static func assumption(_ item: String) throws -> AssumptionSpec {
    guard let equals = item.firstIndex(of: "="), equals > item.startIndex else {
      throw ValidationError("'\(item)' is no assumption; write NAME=VALUE")
    }
    let name = String(item[..<equals])
    let value = String(item[item.index(after: equals)...])
    if value == "nothing" { return AssumptionSpec(symbol: name, answer: .nothing) }
    let isAny = value.hasPrefix("any ")
    let parts = (isAny ? String(value.dropFirst(4)) : value)
      .split(whereSeparator: { ", []".contains($0) }).map { Int64($0) }
    let numbers = parts.compactMap { $0 }
    guard !numbers.isEmpty, numbers.count == parts.count, isAny || numbers.count == 1 else {
      throw ValidationError("'\(value)' is no answer; write a number, 'nothing', or 'any N,M'")
    }
    return AssumptionSpec(symbol: name, answer: isAny ? .any(numbers) : .value(numbers[0]))
  }
}

/// Output formats by their published names.
enum Format: String, CaseIterable, ExpressibleByArgument {
  case text, json, ktap, junit, github, diagram, splat
}

extension ColorChoice: ExpressibleByArgument {}
extension StrategyName: ExpressibleByArgument {}

/// `I/N`: this part of N.
struct Shard: ExpressibleByArgument {
  var index = 0
  var count = 1

  init() {}

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let i = parts[0], let n = parts[1], n >= 1, n <= 1_000_000, i >= 1,
      i <= n
    else { return nil }
    index = i - 1
    count = n
  }
}
