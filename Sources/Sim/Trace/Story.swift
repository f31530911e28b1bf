// The story of a finding: the rows of the diagram, and the stacks of everybody involved. It is told
// from the recording of one run; how it is laid out is another layer's business.

/// What a person is told about a finding.
public struct Story: Sendable {
  public var finding: Finding
  /// The threads of the diagram, in order of appearance.
  public var columns: [Column]
  public var rows: [Row]
  public var stacks: [Stack]
  /// What would have prevented it.
  public var advice: String

  /// One thread of the diagram.
  public struct Column: Sendable, Equatable {
    public var thread: String
    public var ordinal: Int
  }

  /// One row: an operation of one thread.
  public struct Row: Sendable {
    public var column: Int
    public var script: ScriptRow
    /// As a person reads it: `kfree()`, `dev->gone`.
    public var text: String
    /// How deep it is called, from 0.
    public var depth: Int
    /// Whether it is the bad access itself.
    public var isFault: Bool
    /// Index of its event in the recording.
    public var event: Int
  }

  /// One stack with its heading: `Freed by admin:`.
  public struct Stack: Sendable {
    public var heading: String
    public var frames: [String]
  }
}

/// Makes the story of the run that `recorder` has seen and `machine` has just ended.
public func tellStory(_ machine: Machine, _ recorder: Recorder, full: Bool = false) -> Story? {
  guard let finding = machine.finding else { return nil }
  var teller = StoryTeller(machine: machine, recorder: recorder, finding: finding)
  teller.selectRows(full: full)
  return Story(
    finding: finding, columns: teller.columns, rows: teller.rows, stacks: teller.stacks(),
    advice: advice(for: finding, machine, recorder))
}

private struct StoryTeller {
  let machine: Machine
  let recorder: Recorder
  let finding: Finding
  var columns: [Story.Column] = []
  var rows: [Story.Row] = []

  private var program: Program { machine.program }

  init(machine: Machine, recorder: Recorder, finding: Finding) {
    self.machine = machine
    self.recorder = recorder
    self.finding = finding
  }

  // MARK: Rows

  /// One row for the end of each stretch of one thread, and one for whatever matters within it.
  mutating func selectRows(full: Bool) {
    let events = recorder.events
    var from = 0
    var entered: [UInt64: Set<String>] = [:]
    // Per thread instance, the index after the event of its last row.
    var shownUpTo: [UInt64: Int] = [:]
    while from < events.count {
      let s = events[from].sequence
      var to = from
      while to + 1 < events.count, events[to + 1].sequence == s { to += 1 }
      for k in from...to {
        let isLast = k == events.count - 1
        guard isLast || k == to || full || matters(events[k]) else { continue }
        // The later steps of a call belong to its first.
        if k > from, continues(events[k], events[k - 1]), !isLast, !(k == to && stops(k, to)),
          !endsUnshown(k, to, shownUpTo[s])
        {
          continue
        }
        // A call that the stretch's end cuts is one row: that of its last step.
        if k < to, cuts(k, to) { continue }
        var entries = enter(events[k], &entered)
        // The step before this one has entered it already: a script that shows that step is inside.
        if let previous = events[..<k].lastIndex(where: { $0.sequence == s }),
          shownUpTo[s] == previous + 1
        {
          entries = []
        }
        for name in entries {
          add(
            s, .call(name), occurrence: 1, text: name + "()", depth: 0, isFault: false, event: k)
        }
        var first = k
        while first > from, continues(events[first], events[first - 1]) { first -= 1 }
        let isStep = stops(k, to) && events[k].isUnfinished
        let shown = isStep ? k : first
        if (shownUpTo[s] ?? -1) > shown, !isLast { continue }
        let operation = operation(of: events[shown], asStep: isStep)
        let start = shownUpTo[s] ?? 0
        let occurrence = count(operation, s, from: start, through: shown, entries: entries)
        add(
          s, operation, occurrence: occurrence,
          text: text(of: events[shown]) + (isStep ? " ..." : ""),
          depth: events[shown].kind == .start ? 0 : 1, isFault: isLast, event: k,
          answers: answers(first...max(first, k)))
        shownUpTo[s] = k + 1
      }
      from = to + 1
    }
  }

  /// Whether event `b` is a later step of the same call as `a`, the one before it.
  private func continues(_ b: Event, _ a: Event) -> Bool {
    guard a.sequence == b.sequence, a.frame >= 0, a.frame == b.frame, a.text == b.text,
      case .call(_, let later) = b.kind, case .call(_, let earlier) = a.kind
    else { return false }
    return later > earlier || later == earlier
  }

  /// Whether a thread ends with event `k`, the last step of a call that has no row yet.
  private func endsUnshown(_ k: Int, _ to: Int, _ shown: Int?) -> Bool {
    let events = recorder.events
    guard k == to, recorder.threads[events[k].sequence]?.endedAt == k else { return false }
    var first = k
    while first > 0, continues(events[first], events[first - 1]) { first -= 1 }
    return (shown ?? 0) <= first
  }

  /// Whether the stretch that ends at `to` ends with event `k` although its thread could go on.
  private func stops(_ k: Int, _ to: Int) -> Bool {
    k == to && to + 1 < recorder.events.count && recorder.events[k].couldGoOn
  }

  /// Whether the stretch that ends at `to` ends within the call that event `k` is a step of.
  private func cuts(_ k: Int, _ to: Int) -> Bool {
    let events = recorder.events
    guard stops(to, to), events[to].isUnfinished else { return false }
    return (k + 1...to).allSatisfy { continues(events[$0], events[$0 - 1]) }
  }

  /// What an event does that a reader wants to see even in the middle of a stretch.
  private func matters(_ event: Event) -> Bool {
    if event.kind == .start { return true }
    if !event.spawned.isEmpty { return true }
    if event.answers.contains(where: { $0.chosen != 0 }) { return true }
    let id = Machine.id(finding.subject)
    if event.freed.contains(where: { Machine.id($0) == id }) { return true }
    return false
  }

  /// The driver functions that the kernel has called and that were not shown yet, outermost first.
  private func enter(_ event: Event, _ entered: inout [UInt64: Set<String>]) -> [String] {
    guard machineKind(event.sequence) == .task else { return [] }
    var names: [String] = []
    var previousWasKernel = true
    for frame in event.stack.reversed() {
      if let f = frame.function {
        if previousWasKernel, !program.functions[f].isHeader {
          let name = program.functions[f].name
          if entered[event.sequence, default: []].insert(name).inserted { names.append(name) }
        }
        previousWasKernel = false
      } else {
        previousWasKernel = true
      }
    }
    return names
  }

  private func machineKind(_ sequence: UInt64) -> ThreadKind {
    recorder.threads[sequence]?.kind ?? .task
  }

  private func operation(of event: Event, asStep: Bool) -> ScriptOperation {
    switch event.kind {
    case .returns: return .call("return")
    case .start: return .call(event.text)
    case .call: return asStep ? .step(event.text) : .call(event.text)
    case .access:
      if !event.text.isEmpty { return .access(event.text) }
      if let frame = event.stack.first(where: { $0.function != nil }) {
        let l = program.locations[frame.location]
        return .line(file: program.files[l.file], line: l.line)
      }
      return .access(event.text)
    }
  }

  private func text(of event: Event) -> String {
    switch event.kind {
    case .call, .start: return event.text + "()"
    case .returns: return "return"
    case .access:
      if case .line(let file, let line) = operation(of: event, asStep: false) {
        return "\(file.split(separator: "/").last.map(String.init) ?? file):\(line)"
      }
      return event.text
    }
  }

  /// How often the operation occurs in the instance's events from `start` through `end`.
  private func count(
    _ operation: ScriptOperation, _ s: UInt64, from start: Int, through end: Int, entries: [String]
  ) -> Int {
    var n = 0
    let events = recorder.events
    var previous: Event?
    for k in start...max(start, end) where k < events.count && events[k].sequence == s {
      let event = events[k]
      defer { previous = event }
      // If a function was entered for this row, counting starts there.
      if !entries.isEmpty, k < end, !isInside(entries.last ?? "", event) { continue }
      if case .step = operation {
        if self.operation(of: event, asStep: true) == operation { n += 1 }
        continue
      }
      if let p = previous, continues(event, p) { continue }
      if self.operation(of: event, asStep: false) == operation { n += 1 }
    }
    return max(1, n)
  }

  private func isInside(_ name: String, _ event: Event) -> Bool {
    event.stack.contains { $0.function.map { program.functions[$0].name == name } ?? false }
  }

  /// The answers given in a call's events; none if all are the first ones.
  private func answers(_ range: ClosedRange<Int>) -> [UInt16] {
    let all = range.flatMap { recorder.events[$0].answers.map { UInt16($0.chosen) } }
    return all.contains { $0 != 0 } ? all : []
  }

  private mutating func add(
    _ s: UInt64, _ operation: ScriptOperation, occurrence: Int, text: String, depth: Int,
    isFault: Bool, event: Int, answers: [UInt16] = []
  ) {
    let name = recorder.threads[s]?.name ?? "?"
    let ordinal = self.ordinal(s, name, event)
    let column: Int
    if let c = columns.firstIndex(of: Story.Column(thread: name, ordinal: ordinal)) {
      column = c
    } else {
      columns.append(Story.Column(thread: name, ordinal: ordinal))
      column = columns.count - 1
    }
    rows.append(
      Story.Row(
        column: column,
        script: ScriptRow(
          thread: name, ordinal: ordinal, operation: operation, occurrence: occurrence,
          answers: answers),
        text: text, depth: depth, isFault: isFault, event: event))
  }

  /// Which of the live threads of that name it was at that event, oldest first, from 1.
  private func ordinal(_ s: UInt64, _ name: String, _ event: Int) -> Int {
    var n = 1
    for (other, record) in recorder.threads where other < s && record.name == name {
      let from = record.spawnedAt ?? -1
      let to = record.endedAt ?? .max
      if from < event, to >= event { n += 1 }
    }
    return n
  }

  // MARK: Stacks

  func stacks() -> [Story.Stack] {
    var stacks: [Story.Stack] = []
    let t = finding.thread
    stacks.append(
      Story.Stack(heading: faultHeading(), frames: lines(machine.stack(of: t), thread: t)))
    if finding.subject != 0 {
      if let event = recorder.event(freeing: finding.subject) {
        let verb =
          finding.check == .useAfterRemove ? "Released" : "Freed"
        stacks.append(
          Story.Stack(
            heading: "\(verb) by \(threadName(event)):", frames: lines(event.stack, thread: nil)))
      }
      if let event = recorder.event(making: finding.subject) {
        stacks.append(
          Story.Stack(
            heading: "Allocated by \(threadName(event)):", frames: lines(event.stack, thread: nil)))
      }
    }
    if finding.check == .executeAfterFree,
      let event = recorder.events.last(where: { $0.text == "free_module" || $0.text == "do_init_module" })
    {
      stacks.append(
        Story.Stack(
          heading: "Unloaded by \(threadName(event)):", frames: lines(event.stack, thread: nil)))
    }
    if let armed = armedBy(finding.sequence) { stacks.append(armed) }
    return stacks
  }

  private func faultHeading() -> String {
    let verb: String
    switch finding.access {
    case .read: verb = "Read of size \(finding.size)"
    case .write: verb = "Write of size \(finding.size)"
    case .execute: verb = "Execution"
    case .none: verb = "Found in a call"
    }
    return "\(verb) by \(finding.threadName):"
  }

  /// Who armed the callback that thread instance `s` is, if the kernel started it.
  private func armedBy(_ s: UInt64) -> Story.Stack? {
    guard let record = recorder.threads[s], record.kind != .task, let at = record.spawnedAt,
      recorder.events.indices.contains(at)
    else { return nil }
    let event = recorder.events[at]
    let verb: String
    switch record.kind {
    case .work: verb = "queued"
    case .timer, .hrtimer, .softHrtimer: verb = "armed"
    case .irq, .irqThread: verb = "raised"
    default: verb = "started"
    }
    return Story.Stack(
      heading: "\(record.name) was \(verb) by \(threadName(event)):",
      frames: lines(event.stack, thread: nil))
  }

  private func threadName(_ event: Event) -> String {
    recorder.threads[event.sequence]?.name ?? "?"
  }

  /// A stack as lines, `function (file:line)`, innermost first, inlined functions expanded.
  private func lines(_ frames: [StackFrame], thread: Int?) -> [String] {
    stackLines(frames, program)
  }
}

/// A stack as lines, `function (file:line:column)`, innermost first, inlined functions expanded.
public func stackLines(_ frames: [StackFrame], _ program: Program) -> [String] {
  var lines: [String] = []
  for frame in frames {
    if let routine = frame.routine {
      if let symbol = KernelTable.symbol(named: routine) {
        lines.append(symbol.display)
      } else if routine != "actor", routine != "nothing" {
        lines.append(routine)
      }
      continue
    }
    var location = frame.location
    if location == 0, let f = frame.function { lines.append(program.functions[f].name) }
    while location != 0 {
      let l = program.locations[location]
      lines.append("\(program.names[l.function]) (\(program.files[l.file]):\(l.line))")
      location = l.caller
    }
  }
  return lines
}
