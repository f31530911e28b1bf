// What a thread is told to do, as it is written: `irq 1 x2`, `ioctl 0x10`, `sleep 10ms`.

import Sim

/// A refusal, and the part of the text that it is about.
struct LocatedRefusal: Error {
  var message: String
  /// Unicode scalars from the start of the text.
  var offset: Int
  var length: Int
  var help: String?

  init(_ message: String, at word: TextWord, help: String? = nil) {
    self.message = message
    self.offset = word.offset
    self.length = max(1, word.text.unicodeScalars.count)
    self.help = help
  }
}

/// Limits of what a scenario may ask for; beyond them it is a slip of the pen.
enum ScenarioLimit {
  /// `xN`, and the actions of one thread.
  static let repetitions = 1000
  /// Interrupt vectors of a device: as many as MSI has.
  static let vectors = 32
  /// Bytes of one `read` or `write`.
  static let transfer = 1 << 20
  static let arguments = 6
}

/// How each action is written.
private let usages: [(name: String, usage: String)] = [
  ("insmod", "insmod [MODULE]"), ("rmmod", "rmmod [MODULE]"),
  ("bind", "bind [DEVICE]"), ("unbind", "unbind [DEVICE]"),
  ("surprise-remove", "surprise-remove"), ("rescan", "rescan"),
  ("irq", "irq [N]"), ("open", "open NAME"), ("read", "read [N]"), ("write", "write [N]"),
  ("ioctl", "ioctl CMD [ARG]"), ("mmap", "mmap"), ("touch", "touch"),
  ("munmap", "munmap"), ("poll", "poll"), ("epoll", "epoll"),
  ("fasync", "fasync"), ("close", "close"),
  ("read-attr", "read-attr NAME"), ("write-attr", "write-attr NAME VALUE"),
  ("suspend", "suspend"), ("resume", "resume"), ("aer-reset", "aer-reset"),
  ("aer-nonfatal", "aer-nonfatal"), ("dma-write", "dma-write [N]"),
  ("sleep", "sleep TIME"), ("call", "call FUNCTION [ARG...]"),
]

/// What people call the actions elsewhere.
private let synonyms: [String: String] = [
  "modprobe": "insmod", "load": "insmod", "unload": "rmmod", "probe": "bind", "remove": "unbind",
  "select": "poll", "unmap": "munmap", "access": "touch", "epoll-add": "epoll", "sigio": "fasync",
  "disconnect": "surprise-remove", "unplug": "surprise-remove", "hotplug": "surprise-remove",
  "interrupt": "irq", "release": "close", "show": "read-attr", "store": "write-attr",
  "msleep": "sleep", "usleep": "sleep", "delay": "sleep", "dma": "dma-write", "aer": "aer-reset",
]

/// Reads one action with its repetition.
func readAction(_ text: String) throws(LocatedRefusal) -> ThreadSpec.Item {
  var words = words(of: text)
  guard let verb = words.first else {
    throw LocatedRefusal("an action is missing", at: TextWord(text: "", offset: 0))
  }
  if isRepetition(verb.text) {
    throw LocatedRefusal("'\(verb.text)' comes after the action: 'irq x2'", at: verb)
  }
  guard let usage = usages.first(where: { $0.name == verb.text })?.usage else {
    let meant = meant(verb.text)
    throw LocatedRefusal(
      "unknown action '\(verb.text.shortened)'\(meant)", at: verb,
      help: "actions: \(usages.map(\.usage).joined(separator: ", "))")
  }
  words.removeFirst()
  var repetition = Repetition.times(1)
  if let last = words.last, isRepetition(last.text) {
    repetition = try readRepetition(last)
    words.removeLast()
  }
  var arguments = Arguments(words: words, verb: verb, usage: usage)
  let action = try readAction(verb.text, &arguments)
  if let extra = arguments.words.first {
    throw LocatedRefusal(
      "'\(extra.text.shortened)' is too much for '\(verb.text)'", at: extra,
      help: "write '\(usage)'; in a list, commas part the actions")
  }
  return ThreadSpec.Item(action, repetition)
}

private func meant(_ verb: String) -> String {
  if let known = synonyms[verb] { return "; did you mean '\(known)'?" }
  return didYouMean(verb, in: usages.map(\.name))
}

/// Whether a word says how often: `x3`, `x*`.
func isRepetition(_ word: String) -> Bool {
  guard word.first == "x", word.count > 1 else { return false }
  let rest = word.dropFirst()
  return rest == "*" || rest.allSatisfy(\.isASCIIDigit)
}

/// Reads `x3` or `x*`.
func readRepetition(_ word: TextWord) throws(LocatedRefusal) -> Repetition {
  let rest = String(word.text.dropFirst())
  if rest == "*" { return .anyNumber }
  do {
    return .times(try readNumber(rest, 1...ScenarioLimit.repetitions, "a repetition"))
  } catch {
    throw LocatedRefusal(error.message, at: word, help: "x* is any number of times")
  }
}

private func readAction(
  _ verb: String, _ arguments: inout Arguments
) throws(LocatedRefusal) -> ActionSpec {
  switch verb {
  case "insmod": return .insmod(try arguments.name(optional: true))
  case "rmmod": return .rmmod(try arguments.name(optional: true))
  case "bind": return try arguments.name(optional: true).map { .bindDevice($0) } ?? .bind
  case "unbind": return try arguments.name(optional: true).map { .unbindDevice($0) } ?? .unbind
  case "surprise-remove": return .surpriseRemove
  case "rescan": return .rescan
  case "irq": return .irq(try arguments.number(0...ScenarioLimit.vectors - 1, or: 0, "a vector"))
  case "open": return .open(try arguments.name(optional: false) ?? "")
  case "read": return .read(try arguments.number(0...ScenarioLimit.transfer, or: 8, "a length"))
  case "write": return .write(try arguments.number(0...ScenarioLimit.transfer, or: 8, "a length"))
  case "ioctl":
    let command = try arguments.command()
    return .ioctl(
      command: command, argument: arguments.words.isEmpty ? 0 : try arguments.value(orMissing: ""))
  case "mmap": return .mmap
  case "touch": return .touch
  case "munmap": return .munmap
  case "poll": return .poll
  case "epoll": return .epoll
  case "fasync": return .fasync
  case "close": return .close
  case "read-attr": return .readAttribute(try arguments.name(optional: false) ?? "")
  case "write-attr":
    let name = try arguments.name(optional: false) ?? ""
    guard !arguments.words.isEmpty else { throw arguments.missing("VALUE") }
    let value = arguments.words.map(\.text).joined(separator: " ")
    arguments.words = []
    return .writeAttribute(name, value: value)
  case "suspend": return .suspend
  case "resume": return .resume
  case "aer-reset": return .busError(isFatal: true)
  case "aer-nonfatal": return .busError(isFatal: false)
  case "dma-write": return .dmaWrite(try arguments.number(0...255, or: 0, "a buffer number"))
  case "sleep":
    guard let word = arguments.next() else { throw arguments.missing("TIME") }
    do { return .sleep(try readTime(word.text)) } catch {
      throw LocatedRefusal(error.message, at: word)
    }
  default:
    guard let word = arguments.next() else { throw arguments.missing("FUNCTION") }
    guard word.text.isIdentifier else {
      throw LocatedRefusal("'\(word.text.shortened)' is not the name of a function", at: word)
    }
    var values: [UInt64] = []
    while !arguments.words.isEmpty, values.count < ScenarioLimit.arguments {
      values.append(try arguments.value(orMissing: ""))
    }
    return .call(function: word.text, arguments: values)
  }
}

/// The words after the verb, taken one by one.
private struct Arguments {
  var words: [TextWord]
  var verb: TextWord
  var usage: String

  mutating func next() -> TextWord? { words.isEmpty ? nil : words.removeFirst() }

  func missing(_ what: String) -> LocatedRefusal {
    LocatedRefusal("'\(verb.text)' lacks its \(what)", at: verb, help: "write '\(usage)'")
  }

  mutating func name(optional: Bool) throws(LocatedRefusal) -> String? {
    guard let word = next() else {
      if optional { return nil }
      throw missing("NAME")
    }
    return word.text
  }

  mutating func number(
    _ range: ClosedRange<Int>, or standard: Int, _ what: String
  ) throws(LocatedRefusal) -> Int {
    guard let word = next() else { return standard }
    do { return try readNumber(word.text, range, what) } catch {
      throw LocatedRefusal(error.message, at: word, help: "write '\(usage)'")
    }
  }

  mutating func command() throws(LocatedRefusal) -> UInt64 {
    guard let word = next() else { throw missing("CMD") }
    do { return UInt64(try readNumber(word.text, 0...0xffff_ffff, "an ioctl's command")) } catch {
      throw LocatedRefusal(error.message, at: word, help: "write '\(usage)'")
    }
  }

  mutating func value(orMissing what: String) throws(LocatedRefusal) -> UInt64 {
    guard let word = next() else { throw missing(what) }
    do { return UInt64(bitPattern: try readSigned(word.text)) } catch {
      throw LocatedRefusal(error.message, at: word, help: "write '\(usage)'")
    }
  }
}
