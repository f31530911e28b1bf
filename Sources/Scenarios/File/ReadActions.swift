// Actions and threads.

import Sim

extension ScenarioReader {
  /// The verbs, and what follows each.
  static let verbs: [(name: String, form: String)] = [
    ("insmod", "insmod [MODULE]"), ("rmmod", "rmmod [MODULE]"), ("bind", "bind"),
    ("unbind", "unbind"), ("surprise-remove", "surprise-remove"), ("rescan", "rescan"),
    ("irq", "irq [N]"), ("open", "open NAME"), ("read", "read [N]"), ("write", "write [N]"),
    ("ioctl", "ioctl CMD [ARG]"), ("mmap", "mmap"), ("poll", "poll"), ("close", "close"),
    ("read-attr", "read-attr NAME"), ("write-attr", "write-attr NAME VALUE"),
    ("suspend", "suspend"), ("resume", "resume"), ("dma-write", "dma-write [N]"),
    ("sleep", "sleep TIME"), ("call", "call FUNCTION [ARG...]"),
  ]

  mutating func readThreads(_ node: YAMLNode, _ source: inout ScenarioSource) -> [ThreadSpec] {
    var threads: [ThreadSpec] = []
    for (key, value) in entries(node, "threads") ?? [] {
      if key.text == "setup" || key.text.contains(" ") || key.text.isEmpty || key.text.contains("|")
        || key.text.contains("#")
      {
        problem(
          "'\(key.text.shortened)' cannot be a thread's name",
          at: key.position, length: max(1, key.text.shortened.count),
          help: "one word; 'setup' is taken")
      }
      source.positions["threads.\(key.text)"] = value.position
      if value.isEmpty {
        problem(
          "thread '\(key.text.shortened)' does nothing", at: key.position,
          length: max(1, key.text.shortened.count))
        continue
      }
      threads.append(ThreadSpec(name: key.text, actions: readActions(value, inSetup: false)))
    }
    if threads.count > 16 { problem("there are more than 16 threads", at: node) }
    return threads
  }

  mutating func readActions(_ node: YAMLNode, inSetup: Bool) -> [ThreadSpec.Item] {
    if case .list(let l) = node.kind, l.isEmpty {
      if !inSetup { problem("there is no action in the list", at: node) }
      return []
    }
    return items(node).compactMap { readAction($0, inSetup: inSetup) }
  }

  private mutating func readAction(_ node: YAMLNode, inSetup: Bool) -> ThreadSpec.Item? {
    guard let value = text(node, "an action") else { return nil }
    var words = value.split(separator: " ").map(String.init)
    guard let verb = words.first else {
      problem("an action is expected here", at: node)
      return nil
    }
    guard let form = Self.verbs.first(where: { $0.name == verb })?.form else {
      problem(
        "unknown action '\(verb.shortened)'\(didYouMean(verb, in: Self.verbs.map(\.name)))",
        at: node, help: "actions: \(Self.verbs.map(\.form).joined(separator: ", "))")
      return nil
    }
    var repetition = Repetition.times(1)
    if words.count > 1, let last = words.last, last.hasPrefix("x") {
      if last == "x*" {
        repetition = .anyNumber
        words.removeLast()
      } else if let n = Int(last.dropFirst()), last != "x" {
        guard n >= 1, n <= 1000 else {
          problem("an action is repeated 1 to 1000 times (or x*), not '\(last)'", at: node)
          return nil
        }
        repetition = .times(n)
        words.removeLast()
      }
    }
    if inSetup, repetition != .times(1) {
      problem("an action of the setup is not repeated", at: node)
    }
    guard let action = action(verb, Array(words.dropFirst()), form, node) else { return nil }
    return ThreadSpec.Item(action, repetition)
  }

  private mutating func action(
    _ verb: String, _ arguments: [String], _ form: String, _ node: YAMLNode
  ) -> ActionSpec? {
    func count(_ range: ClosedRange<Int>) -> Bool { range.contains(arguments.count) }
    func optional(_ fallback: UInt64, max most: UInt64) -> UInt64? {
      arguments.isEmpty ? fallback : number(arguments[0], "'\(verb)'", at: node, max: most)
    }
    let allowed: ClosedRange<Int>
    switch verb {
    case "insmod", "rmmod", "irq", "read", "write", "dma-write": allowed = 0...1
    case "open", "read-attr", "sleep": allowed = 1...1
    case "ioctl": allowed = 1...2
    case "write-attr": allowed = 2...2
    case "call": allowed = 1...7
    default: allowed = 0...0
    }
    guard count(allowed) else {
      problem("'\(verb)' is written '\(form)'", at: node)
      return nil
    }
    switch verb {
    case "insmod": return .insmod(arguments.first)
    case "rmmod": return .rmmod(arguments.first)
    case "bind": return .bind
    case "unbind": return .unbind
    case "surprise-remove": return .surpriseRemove
    case "rescan": return .rescan
    case "irq": return optional(0, max: 31).map { .irq(Int($0)) }
    case "open": return .open(arguments[0])
    case "read": return optional(8, max: 1 << 20).map { .read(Int($0)) }
    case "write": return optional(8, max: 1 << 20).map { .write(Int($0)) }
    case "ioctl":
      guard let command = number(arguments[0], "an ioctl's command", at: node, max: 0xffff_ffff)
      else { return nil }
      var argument: UInt64 = 0
      if arguments.count == 2 {
        guard let a = number(arguments[1], "an ioctl's argument", at: node) else { return nil }
        argument = a
      }
      return .ioctl(command: command, argument: argument)
    case "mmap": return .mmap
    case "poll": return .poll
    case "close": return .close
    case "read-attr": return .readAttribute(arguments[0])
    case "write-attr": return .writeAttribute(arguments[0], value: arguments[1])
    case "suspend": return .suspend
    case "resume": return .resume
    case "dma-write": return optional(0, max: 255).map { .dmaWrite(Int($0)) }
    case "sleep": return time(arguments[0], node).map { .sleep($0) }
    default:
      var values: [UInt64] = []
      for word in arguments.dropFirst() {
        if word.hasPrefix("-"), let n = Int64(word) {
          values.append(UInt64(bitPattern: n))
          continue
        }
        guard let n = number(word, "an argument", at: node) else { return nil }
        values.append(n)
      }
      return .call(function: arguments[0], arguments: values)
    }
  }

  /// Nanoseconds of `10ms`, `5us`, `1s`, `20ns`.
  private mutating func time(_ word: String, _ node: YAMLNode) -> UInt64? {
    for (unit, factor) in [("ms", 1_000_000), ("us", 1_000), ("ns", 1), ("s", 1_000_000_000)]
    where word.hasSuffix(unit) {
      guard let n = UInt64(word.dropLast(unit.count)), n >= 1, n <= 1_000_000 else { break }
      return n * UInt64(factor)
    }
    problem("a time is a number with ns, us, ms or s, not '\(word.shortened)'", at: node)
    return nil
  }
}
