// An interleaving as people write it: one row an operation, in the column of its thread. A row
// means: run that thread until it has carried out that operation.

/// What a cell of a script names.
public enum ScriptOperation: Sendable, Equatable {
  /// The call of a function, the start of a callback, or `return`: its name.
  case call(String)
  /// One step of a call that takes several: the name is followed by `...`.
  case step(String)
  /// A source line.
  case line(file: String, line: Int)
  /// The text of a memory access, such as `dev->gone`.
  case access(String)
}

/// One row.
public struct ScriptRow: Sendable, Equatable {
  /// The thread as the scenario or the kernel names it: `admin`, `work foo_detect`.
  public var thread: String
  /// Which of the live threads of that name, oldest first, from 1.
  public var ordinal: Int
  public var operation: ScriptOperation
  /// Which occurrence from here, from 1.
  public var occurrence: Int
  /// What the open questions of this operation are answered, by number from 0: `readl() -> #1`.
  /// Questions of other operations get their first answer.
  public var answers: [UInt16]

  public init(
    thread: String, ordinal: Int = 1, operation: ScriptOperation, occurrence: Int = 1,
    answers: [UInt16] = []
  ) {
    self.thread = thread
    self.ordinal = ordinal
    self.operation = operation
    self.occurrence = occurrence
    self.answers = answers
  }
}

/// Why a row cannot happen.
public struct ScriptError: Error, Sendable, Equatable {
  /// Index of the row, from 0.
  public var row: Int
  public var message: String
}

extension Machine {
  /// The live thread that a script's column names.
  public func thread(named name: String, ordinal: Int) -> Int? {
    var found: [Int] = []
    forEachThread { t in
      if self.name(of: t) == name { found.append(t) }
    }
    found.sort { sequence($0) < sequence($1) }
    return found.indices.contains(ordinal - 1) ? found[ordinal - 1] : nil
  }

  /// Whether the next step of `t` is the operation.
  private func isNext(_ operation: ScriptOperation, _ t: Int) -> Bool {
    let (kind, text) = whatNext(t)
    switch operation {
    case .call(let name), .step(let name):
      switch kind {
      case .call: return text == name || Self.sameCall(text, name)
      case .start: return text == name || name == "start"
      case .returns: return name == "return"
      case .access: return text == name
      }
    case .access(let wanted): return text == wanted || Self.squeezed(text) == Self.squeezed(wanted)
    case .line(let file, let line):
      guard let frame = stack(of: t).first(where: { $0.function != nil }) else { return false }
      var location = frame.location
      while location != 0 {
        let l = program.locations[location]
        if l.line == line, Self.sameFile(program.files[l.file], file) { return true }
        location = l.caller
      }
      return false
    }
  }

  /// Names of one call: the symbol that a driver links to, and what its source says.
  private static func sameCall(_ text: String, _ name: String) -> Bool {
    guard let symbol = KernelTable.symbol(named: name) else { return false }
    return symbol.display == text
  }

  private static func sameFile(_ a: String, _ b: String) -> Bool {
    a == b || a.hasSuffix("/" + b) || b.hasSuffix("/" + a)
  }

  private static func squeezed(_ s: String) -> String { String(s.filter { $0 != " " }) }

  /// Whether `t` is inside the driver function of that name.
  private func isInside(_ name: String, _ t: Int) -> Bool {
    stack(of: t).contains { frame in
      frame.function.map { program.functions[$0].name == name } ?? false
    }
  }

  /// Follows the rows from the present state, calling `choose` before each step with the thread.
  /// Ends early without an error when the run ends (a finding).
  public func follow(_ rows: [ScriptRow], choose: (Int) -> Void) throws(ScriptError) {
    for (number, row) in rows.enumerated() {
      if !isRunning { return }
      try follow(row, number, choose)
    }
  }

  private func follow(
    _ row: ScriptRow, _ number: Int, _ choose: (Int) -> Void
  ) throws(ScriptError) {
    guard let t = thread(named: row.thread, ordinal: row.ordinal) else {
      throw ScriptError(row: number, message: absent(row.thread))
    }
    let s = sequence(t)
    var left = row.occurrence
    var wasInside = false
    if case .call(let name) = row.operation { wasInside = isInside(name, t) }
    while isRunning {
      guard sequence(t) == s else {
        throw ScriptError(
          row: number, message: "\(row.thread) ends without \(describe(row.operation))")
      }
      let matches = isNext(row.operation, t)
      if !matches, case .call(let name) = row.operation, !wasInside, isInside(name, t) {
        // It has entered a function of the driver's own: nothing visible has happened in it yet.
        left -= 1
        if left == 0 { return }
        wasInside = true
      }
      guard state[Word.enabled] & (1 << UInt64(t)) != 0 else {
        throw ScriptError(
          row: number,
          message: "\(row.thread) waits in \(waitingCall(t))(), before \(describe(row.operation))"
            + (threadWaitedFor(by: t).map { " (for \(name(of: $0)))" } ?? ""))
      }
      let frameBefore = pc(t) == 0 ? fp(t) : -1
      choose(t)
      answers = matches && left == 1 ? .list(row.answers, next: 0) : .first
      step(t)
      if case .call(let name) = row.operation { wasInside = wasInside && isInside(name, t) }
      guard matches else { continue }
      // A call of several steps is carried out to its end, or until it has to wait.
      if case .call = row.operation, frameBefore >= 0 {
        while isRunning, sequence(t) == s, pc(t) == 0, fp(t) == frameBefore,
          state[Word.enabled] & (1 << UInt64(t)) != 0, isNext(row.operation, t)
        {
          choose(t)
          step(t)
        }
      }
      left -= 1
      if left == 0 { return }
    }
  }

  private func absent(_ name: String) -> String {
    let parts = name.split(separator: " ", maxSplits: 1)
    if parts.count == 2 {
      let state: String
      switch parts[0] {
      case "work": state = "queued"
      case "timer", "hrtimer": state = "armed"
      case "irq": state = "raised"
      default: state = "there"
      }
      return "\(name) is not \(state)"
    }
    return threadNames.contains(name) ? "\(name) has finished" : "there is no thread \(name)"
  }

  private func describe(_ operation: ScriptOperation) -> String {
    switch operation {
    case .call(let name), .step(let name): return "\(name)"
    case .line(let file, let line): return "\(file):\(line)"
    case .access(let text): return "`\(text)`"
    }
  }
}
