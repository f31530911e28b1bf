// How many interleavings differ in more than the order of independent steps? Each is counted once,
// by its first interleaving in the order of threads: sleep sets (Godefroid, *Partial-order methods
// for the verification of concurrent systems*, 1996) leave exactly one complete interleaving of
// each class, and nothing is matched with states that were seen before. Optimal dynamic
// partial-order reduction (Abdulla, Aronis, Jonsson, Sagonas, POPL 2014) carries out one execution
// for each of the same classes: the counts of tools that do so say whether two steps are
// independent here exactly when they are there.
//
// What depends on what is not declared but observed, as in a verification: see `StepTouches`.

/// What was counted.
public struct InterleavingClasses: Sendable, Equatable {
  /// Classes of complete interleavings.
  public var classes = 0
  /// Those of them in which a check has fired. That ends a run, before or after steps that have
  /// nothing to do with it: so their number depends on the order of threads, and that of the others
  /// does not.
  public var findings = 0
  /// Beginnings of interleavings for which only steps were left that lead to what was counted.
  public var blocked = 0
  /// Steps that were carried out: classes of beginnings of interleavings.
  public var steps = 0
  /// The most steps of an interleaving.
  public var depth = 0
  /// Pairs of steps that were called independent, and those of them whose order makes a difference
  /// to the state after both: a mistake. Only with `checks`.
  public var independentPairs = 0
  public var wrongPairs = 0
  /// Whether a limit ended it.
  public var wasCut = false

  public init() {}
}

/// Counts the classes of a scenario's interleavings.
public final class ClassCounter {
  private let m: Machine
  private let stepper: Stepper
  private let fingerprints: Fingerprints
  private var result = InterleavingClasses()
  private let most: Int
  private let checks: Bool
  /// Steps of an interleaving after which it is cut.
  private static let depthMax = 5_000

  /// - Parameters:
  ///   - machine: one that `Verifier.machine` made, of a scenario that asks no open question.
  ///   - most: steps after which it is cut.
  ///   - checks: whether each pair of steps called independent is carried out in both orders.
  public init(_ machine: Machine, most: Int = .max, checks: Bool = false) {
    m = machine
    self.most = most
    self.checks = checks
    stepper = Stepper(machine, collapses: false, ignoresCounters: false)
    fingerprints = Fingerprints(machine, stepper.shadow)
    machine.hot.pointee.notesAccesses = true
  }

  public func run() -> InterleavingClasses {
    m.answers = .searched([], next: 0)
    m.ending = .running
    m.begin()
    stepper.shadow.setBase(fixed: max(1, m.objectsAtStart))
    stepper.start()
    fingerprints.start(fixed: max(1, m.objectsAtStart), CounterRanges())
    goOn(asleep: 0, Array(repeating: nil, count: 64), depth: 0)
    return result
  }

  /// Counts from the present state on what does not begin with a step of a thread that is asleep.
  /// `known` has what the next steps of threads touch, where that is known.
  private func goOn(asleep: UInt64, _ known: [StepTouches?], depth: Int) {
    if m.isRunning, m.state[Word.enabled] == 0 { m.endOrDeadlock() }
    result.depth = max(result.depth, depth)
    guard m.isRunning else {
      result.classes += 1
      if m.ending == .finding { result.findings += 1 }
      return
    }
    let enabled = m.state[Word.enabled]
    if enabled & ~asleep == 0 {
      result.blocked += 1
      return
    }
    guard result.steps < most, depth < Self.depthMax else {
      result.wasCut = true
      return
    }
    var touches = known
    forEach(enabled) { t in if touches[t] == nil { touches[t] = look(t) } }
    if checks { checkPairs(enabled, touches) }
    var asleep = asleep & enabled
    forEach(enabled & ~asleep) { t in
      guard !result.wasCut, let mine = touches[t] else { return }
      var stillAsleep: UInt64 = 0
      var stillKnown: [StepTouches?] = Array(repeating: nil, count: 64)
      forEach(enabled & ~(1 << UInt64(t))) { u in
        // A step is what it reads: where nobody has written that, it is the same step.
        guard let other = touches[u], !mine.conflicts(with: other) else { return }
        stillKnown[u] = other
        stillAsleep |= asleep & (1 << UInt64(u))
      }
      var undo = Stepper.Undo()
      _ = stepper.take(t, [], &undo)
      result.steps += 1
      goOn(asleep: stillAsleep, stillKnown, depth: depth + 1)
      stepper.takeBack(undo)
      asleep |= 1 << UInt64(t)
    }
  }

  /// What the next step of `t` touches.
  private func look(_ t: Int) -> StepTouches {
    var undo = Stepper.Undo()
    var touches = StepTouches()
    touches.addWait(of: t, stepper)
    m.notedByStep = .max
    _ = stepper.take(t, [], &undo)
    precondition(m.asked.isEmpty, "a scenario with open questions")
    touches.add(stepOf: t, since: undo.mark, stepper)
    stepper.takeBack(undo)
    return touches
  }

  private func forEach(_ mask: UInt64, _ body: (Int) -> Void) {
    var left = mask
    while left != 0 {
      body(left.trailingZeroBitCount)
      left &= left &- 1
    }
  }

  // MARK: Both orders

  private func checkPairs(_ enabled: UInt64, _ touches: [StepTouches?]) {
    forEach(enabled) { t in
      forEach(enabled & ~(1 << UInt64(t)) & ~((1 << UInt64(t)) - 1)) { u in
        guard let a = touches[t], let b = touches[u], !a.conflicts(with: b) else { return }
        result.independentPairs += 1
        let states = (after(t, u), after(u, t))
        if states.0 == nil || states.0 != states.1 { result.wrongPairs += 1 }
      }
    }
  }

  /// The state that steps of two threads lead to; nil if the second cannot step any more.
  private func after(_ first: Int, _ second: Int) -> Fingerprint? {
    var one = Stepper.Undo()
    var two = Stepper.Undo()
    _ = stepper.take(first, [], &one)
    defer { stepper.takeBack(one) }
    // A run that is over has no states that could be told apart.
    guard m.isRunning else { return Fingerprint(low: 0, high: 0) }
    guard m.state[Word.enabled] & (1 << UInt64(second)) != 0 else { return nil }
    _ = stepper.take(second, [], &two)
    defer { stepper.takeBack(two) }
    return m.isRunning ? fingerprints.fingerprint(stepper, extra: 0) : Fingerprint(low: 0, high: 0)
  }
}

/// What one step reads and writes, to the bit where that is known: a driver's accesses by byte,
/// what else of the state has changed by word (masks of threads by bit), what kernel code has read
/// by byte, and whether the objects behind these live. A thread as a whole counts as written by its
/// own step and by whoever changes its stack or header. What kernel code reads beside memory
/// (globals, other threads) is not seen: races of plain accesses, atomics and spinlocks are told
/// exactly.
struct StepTouches {
  private struct Touch {
    var index: Int
    var mask: UInt64
    var writes: Bool
  }
  private var touches: [Touch] = []

  func conflicts(with other: StepTouches) -> Bool {
    for a in touches {
      for b in other.touches where a.index == b.index && a.mask & b.mask != 0 {
        if a.writes || b.writes { return true }
      }
    }
    return false
  }

  /// Before a step of `t`: the word that it has waited for, which lets it step.
  mutating func addWait(of t: Int, _ stepper: Stepper) {
    guard let index = Self.wordWaited(t, stepper.m) else { return }
    touches.append(Touch(index: index, mask: .max, writes: false))
  }

  /// After a step of `t`, with the mark of its changes.
  mutating func add(stepOf t: Int, since mark: Int, _ stepper: Stepper) {
    let m = stepper.m
    let shadow = stepper.shadow
    touches.append(Touch(index: shadow.threadsAt + t * m.threadWords, mask: .max, writes: true))
    for a in stepper.accesses {
      add(bytes: a.low..<a.high, writes: a.kind == .write, shadow)
      addLife(Int(a.object), shadow)
    }
    for c in shadow.changes(since: mark) { add(c, isMemory: !stepper.accesses.isEmpty, t, stepper) }
    var noted = m.noted.prefix(m.notedByStep)
    // Where it waits from here on it has looked already, and will look again before it goes on.
    if let index = Self.wordWaited(t, m), let last = noted.last,
      Self.byte(last.pointer, m).map({ shadow.heapAt + $0 / 8 }) == index
    {
      noted.removeLast()
    }
    for n in noted {
      guard let low = Self.byte(n.pointer, m) else { continue }
      add(bytes: low..<low + Int(n.count), writes: false, shadow)
      addLife(Machine.id(n.pointer), shadow)
    }
  }

  private mutating func add(_ c: Shadow.Change, isMemory: Bool, _ t: Int, _ stepper: Stepper) {
    let shadow = stepper.shadow
    let m = stepper.m
    if c.index >= shadow.heapAt {
      // A driver's own store is told to the byte.
      if !isMemory { touches.append(Touch(index: c.index, mask: .max, writes: true)) }
    } else if c.index >= shadow.threadsAt {
      let slot = (c.index - shadow.threadsAt) / m.threadWords
      if slot == t { return }
      touches.append(
        Touch(index: shadow.threadsAt + slot * m.threadWords, mask: .max, writes: true))
    } else if c.index >= shadow.objectsAt {
      touches.append(Touch(index: c.index, mask: .max, writes: true))
    } else {
      switch c.index {
      // Follows from what the waiting threads wait for.
      case Word.enabled: break
      case Word.waiting, Word.alive, Word.timed, Word.essential, Word.interrupted:
        touches.append(Touch(index: c.index, mask: c.old ^ m.state[c.index], writes: true))
      default: touches.append(Touch(index: c.index, mask: .max, writes: true))
      }
    }
  }

  private mutating func add(bytes: Range<Int>, writes: Bool, _ shadow: Shadow) {
    for word in bytes.lowerBound / 8..<(bytes.upperBound + 7) / 8 {
      var mask: UInt64 = 0
      for byte in max(bytes.lowerBound, 8 * word)..<min(bytes.upperBound, 8 * word + 8) {
        mask |= 0xff << UInt64(8 * (byte % 8))
      }
      touches.append(Touch(index: shadow.heapAt + word, mask: mask, writes: writes))
    }
  }

  private mutating func addLife(_ object: Int, _ shadow: Shadow) {
    touches.append(Touch(index: shadow.objectsAt + 2 * object, mask: .max, writes: false))
  }

  /// The byte of the heap that a pointer points to, if it points into an object.
  private static func byte(_ p: Pointer, _ m: Machine) -> Int? {
    let id = Machine.id(p)
    guard id > 0, id < Int(m.state[Word.objectCount]) else { return nil }
    return Int(m.objects[2 * id] >> 32) + Int(Machine.offset(p))
  }

  /// The index of the word that `t` waits for, if it waits for one.
  private static func wordWaited(_ t: Int, _ m: Machine) -> Int? {
    guard m.state[Word.alive] & m.state[Word.waiting] & (1 << UInt64(t)) != 0 else { return nil }
    let wait = m.header(t)[ThreadWord.wait]
    switch WaitKind(rawValue: UInt8(truncatingIfNeeded: wait >> 32)) ?? .none {
    case .equal, .notEqual, .clear, .bitsClear, .rwLock, .set, .zero, .notEqualOrDeadline,
      .setOrDeadline, .zeroOrDeadline:
      return Int(wait & 0xffff_ffff)
    default: return nil
    }
  }
}
