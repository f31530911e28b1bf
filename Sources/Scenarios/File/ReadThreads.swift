// The `setup:` and `threads:` parts of a scenario: who does what.

import Sim

extension ScenarioReader {
  /// Threads that a scenario may have; each one multiplies the interleavings.
  static let threadsMax = 16

  /// Reads the actions that run before the threads.
  mutating func setup(
    _ node: YAMLNode, _ places: inout KeyPlaces, _ uses: inout [Use]
  ) -> [ActionSpec] {
    guard let items = list(node, "setup") else { return [] }
    var actions: [ActionSpec] = []
    var opened = 0
    var hasMapped = false
    for (n, item) in items.enumerated() {
      places["setup.\(n)"] = item.position
      guard let action = action(item, "setup", &opened, &hasMapped, &uses) else { continue }
      switch action.repetition {
      case .anyNumber:
        error(item, "the setup runs once: it cannot repeat an action any number of times")
      case .times(let times):
        guard actions.count + times <= ScenarioLimit.repetitions else {
          error(item, "the setup has more than \(ScenarioLimit.repetitions) actions")
          return actions
        }
        actions += Array(repeating: action.action, count: times)
      }
    }
    return actions
  }

  /// Reads the threads.
  mutating func threads(
    _ node: YAMLNode, _ places: inout KeyPlaces, _ uses: inout [Use]
  ) -> [ThreadSpec]? {
    let help = "such as 'admin: unbind'; leave 'threads' out for the default world"
    guard let pairs = map(node, "threads", help: help) else { return nil }
    var threads: [ThreadSpec] = []
    for (key, value) in pairs {
      places["threads.\(key.text)"] = value.position
      checkThreadName(key)
      guard threads.count < Self.threadsMax else {
        error(key, "a scenario has at most \(Self.threadsMax) threads")
        return threads
      }
      if value.isEmpty {
        error(key, "thread '\(key.text.shortened)' does nothing")
        continue
      }
      guard let items = list(value, "thread '\(key.text.shortened)'") else { continue }
      if items.isEmpty { error(value, "thread '\(key.text.shortened)' does nothing") }
      if items.count > ScenarioLimit.repetitions {
        error(
          items[ScenarioLimit.repetitions],
          "a thread has at most \(ScenarioLimit.repetitions) actions")
      }
      var actions: [ThreadSpec.Item] = []
      var opened = 0
      var hasMapped = false
      for (n, item) in items.prefix(ScenarioLimit.repetitions).enumerated() {
        places["threads.\(key.text).\(n)"] = item.position
        if let action = action(item, key.text, &opened, &hasMapped, &uses) { actions.append(action) }
      }
      threads.append(ThreadSpec(name: key.text, actions: actions))
    }
    return threads
  }

  private mutating func checkThreadName(_ key: YAMLNode.Key) {
    let name = key.text
    guard name.isPlainName else {
      error(
        key, "'\(name.shortened)' cannot name a thread",
        help: "a name is one word of letters, digits, '_', '-' and '.'")
      return
    }
    let lower = name.lowercased()
    if lower.hasPrefix("cpu"), lower.dropFirst(3).allSatisfy(\.isASCIIDigit) {
      error(key, "'\(name)' cannot name a thread: in a diagram it is a CPU")
    }
    if name == "setup" { error(key, "'setup' cannot name a thread: it is what runs before them") }
  }

  private mutating func action(
    _ node: YAMLNode, _ thread: String, _ opened: inout Int, _ hasMapped: inout Bool,
    _ uses: inout [Use]
  ) -> ThreadSpec.Item? {
    if case .map(let pairs) = node.kind {
      let first = pairs.first?.key.text ?? ""
      error(
        node, "an action is one text, not a map",
        help: "write '\(first) ...' without the colon")
      return nil
    }
    guard let text = text(node, "an action") else { return nil }
    let item: ThreadSpec.Item
    do { item = try readAction(text) } catch {
      self.error(node, error)
      return nil
    }
    switch item.action {
    case .irq(let n): uses.append(Use(.vector(n), node))
    case .insmod(let name?), .rmmod(let name?): uses.append(Use(.module(name), node))
    case .open: opened += 1
    case .touch, .munmap:
      if !hasMapped {
        error(node, "'\(text)' has no mapping", help: "put 'mmap' before it in the same thread")
        hasMapped = true
      }
    case .read, .write, .ioctl, .mmap, .poll, .epoll, .fasync, .close:
      if opened == 0 {
        error(
          node, "'\(text)' has no open file", help: "put 'open NAME' before it in the same thread")
        opened = 1
      }
      if item.action == .mmap { hasMapped = true }
      if item.action == .close {
        opened -= 1
        if item.repetition != .times(1) {
          error(node, "'close' closes the one open file: it cannot be repeated")
        }
      }
    default: break
    }
    return item
  }
}
