// The last step of a callback, taken early. When a callback returns to the kernel it becomes a
// callback that no longer runs, and nothing else happens: whoever waits for that may go on, and
// nobody is kept from anything. Such a step may as well be taken at once, as part of its thread's
// step before it, unless somebody notices: asks whether the callback runs and does not wait until it
// does not, frees its text, or conflicts with what it has made early before. The thread is gone
// then; what it leaves to be watched goes on being a part of the state until somebody has waited for
// the callback, or it starts again. See docs/verifying.md for the proof.

/// What a callback that has ended early leaves behind: an access that it has made early, or its end.
struct Departed: Equatable {
  var access: PendingAccess
  var kind: ThreadKind
  var subject: Pointer
  var function: Pointer
  var cookie: UInt64
  /// Mask of the threads that have waited for just this run to end and not gone on yet.
  var waiters: UInt64 = 0

  /// Whether a question is about this callback.
  func isMeant(by q: RunQuestion) -> Bool {
    (q.kind == nil || q.kind == kind) && (q.subject == 0 || q.subject == subject)
      && (q.function == 0 || q.function == function)
      && (q.cookie == 0 || q.cookie == Machine.id(cookie))
  }

  /// A fixed order, so that what is left does not depend on who ended first.
  fileprivate func isBefore(_ o: Departed) -> Bool {
    func key(_ d: Departed) -> (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) {
      (
        UInt64(d.kind.rawValue) << 8 | UInt64(d.access.kind.rawValue), d.subject,
        d.function ^ d.cookie ^ d.waiters, UInt64(d.access.site), UInt64(d.access.low), UInt64(d.access.high)
      )
    }
    let a = key(self)
    let b = key(o)
    return a == b ? access.object < o.access.object : a < b
  }

  func mix(into f: Fingerprints) {
    f.mix(0xdefa_0000_0000_0000 | UInt64(kind.rawValue))
    f.mixValue(subject)
    f.mixValue(function)
    f.mixValue(cookie)
    f.mix(f.places.placed(waiters))
    if access.kind == .end {
      f.mix(UInt64(access.site))
    } else {
      access.mix(into: f, thread: 0xff)
    }
  }
}

/// The routines that run callbacks, and whose last step, once the callback has returned, does
/// nothing that keeps anybody from anything.
enum CallbackRunners {
  /// By number of the routine.
  static let isOne: [Bool] = {
    let names: Set = [
      "process_one_work", "call_timer_fn", "__run_hrtimer", "handle_irq_event", "irq_thread",
    ]
    return KernelTable.routines.indices.map { names.contains(KernelTable.routineName($0)) }
  }()
}

extension Stepper {
  /// Whether `t` stands before the return of a callback, to a routine at the bottom of its stack.
  func isAtReturn(_ t: Int) -> Bool {
    guard collapses, endsEarly, m.state[Word.enabled] & (1 << UInt64(t)) != 0 else { return false }
    let pc = m.pc(t)
    guard pc > 1, m.code[pc].op == .ret, !isRacy(pc) else { return false }
    let frame = m.header(t) + m.fp(t)
    guard frame[0] & 0xffff_ffff == 0 else { return false }
    let caller = Int(truncatingIfNeeded: frame[0] >> 32 & 0xffff)
    guard caller == ThreadWord.headerCount else { return false }
    let bottom = Frame(words: m.header(t) + caller)
    return CallbackRunners.isOne[bottom.routine]
  }

  /// Takes the last step of `t` early; false, and nothing has happened, if it does more than end.
  func endEarly(_ t: Int) -> Bool {
    let h = m.header(t)
    let pc = m.pc(t)
    let end = Departed(
      access: PendingAccess(kind: .end, site: Int32(pc), object: 0, low: 0, high: 0),
      kind: m.threadKind(t), subject: h[ThreadWord.subject], function: h[ThreadWord.function],
      cookie: h[ThreadWord.cookie], waiters: waiters(forEndOf: t))
    let mark = shadow.mark
    let steps = m.steps
    let asked = m.asked.count
    m.noted.removeAll(keepingCapacity: true)
    m.notedByStep = .max
    m.runQuestions.removeAll(keepingCapacity: true)
    m.step(t)
    shadow.note(t)
    guard m.isRunning, m.asked.count == asked, m.runQuestions.isEmpty, onlyEnds(t, since: mark)
    else {
      shadow.undo(to: mark)
      m.ending = .running
      m.finding = nil
      m.isDirty = false
      m.steps = steps
      m.asked.removeLast(m.asked.count - asked)
      return false
    }
    if takesFootprints { addToFootprint(isMemory: false) }
    noteKernelReads()
    noteConflicts(of: t, since: mark)
    for p in pending(t) { depart(end, p) }
    forgetPending(of: t)
    if fault != .endsForgotten { depart(end, end.access) }
    for n in m.noted.prefix(m.notedByStep) {
      let id = Machine.id(n.pointer)
      guard id > 0, id < Int(m.state[Word.objectCount]) else { continue }
      let low = Int(m.objects[2 * id] >> 32)
      let site = Int32(pc)
      depart(end, PendingAccess(kind: .liveness, site: site, object: Int32(id), low: low, high: low))
      // Of its queue it reads only what never changes.
      if id == Machine.id(end.cookie), end.kind == .work { continue }
      let at = low + Int(Machine.offset(n.pointer))
      depart(
        end,
        PendingAccess(
          kind: .read, site: site, object: Int32(id), low: at, high: at + Int(n.count)))
    }
    return true
  }

  /// Whether the last step of `t` has only ended it: it is gone, nobody has come, and nothing was
  /// written but records of the kernel.
  private func onlyEnds(_ t: Int, since mark: Int) -> Bool {
    guard m.state[Word.alive] & (1 << UInt64(t)) == 0 else { return false }
    let own = shadow.threadsAt + t * m.threadWords
    for c in shadow.changes(since: mark) {
      if c.index < Word.count {
        switch c.index {
        case Word.enabled, Word.waiting, Word.timed, Word.interrupted: break
        case Word.alive: if m.state[Word.alive] & ~c.old != 0 { return false }
        default: return false
        }
      } else if c.index < shadow.threadsAt {
        return false
      } else if c.index < shadow.heapAt {
        if c.index >= own, c.index < own + m.threadWords { continue }
        // It lets go of the thread that it has interrupted.
        guard (c.index - shadow.threadsAt) % m.threadWords == ThreadWord.interruptedBy else {
          return false
        }
      } else {
        switch m.kind(m.object(atHeapByte: 8 * (c.index - shadow.heapAt))) {
        case .record, .kernel: break
        default: return false
        }
      }
    }
    return true
  }

  /// Mask of the threads that wait for just this run of `t` to end.
  private func waiters(forEndOf t: Int) -> UInt64 {
    var waiters: UInt64 = 0
    var mask = m.state[Word.waiting]
    while mask != 0 {
      let u = mask.trailingZeroBitCount
      mask &= mask &- 1
      let wait = m.header(u)[ThreadWord.wait]
      if UInt8(truncatingIfNeeded: wait >> 32) == WaitKind.notEqual.rawValue,
        Int(wait & 0xffff_ffff) == m.sequenceIndex(t)
      {
        waiters |= 1 << UInt64(u)
      }
    }
    return waiters
  }

  private func depart(_ end: Departed, _ access: PendingAccess) {
    var d = end
    d.access = access
    var k = departed.count
    while k > 0, d.isBefore(departed[k - 1]) { k -= 1 }
    if k > 0, departed[k - 1] == d { return }
    departed.insert(d, at: k)
  }

  /// `t` is about to step: has what it has waited for shown that a callback is over?
  func resolve(beforeStepOf t: Int) {
    if departed.isEmpty { return }
    let h = m.header(t)
    if m.threadKind(t) == .irq, m.threadPhase(t) == .pending {
      // Where the line is in progress it would leave the interrupt to the one before it, and that
      // one would deliver it again.
      resolve(RunQuestion(kind: .irq, subject: h[ThreadWord.subject]))
    }
    guard m.state[Word.waiting] & (1 << UInt64(t)) != 0 else { return }
    let wait = h[ThreadWord.wait]
    switch WaitKind(rawValue: UInt8(truncatingIfNeeded: wait >> 32)) ?? .none {
    case .notEqual:
      let bit: UInt64 = 1 << UInt64(t)
      if departed.contains(where: { $0.waiters & bit != 0 }) {
        departed.removeAll { $0.waiters & bit != 0 }
      }
    case .noneRunning:
      let kind = ThreadKind(rawValue: UInt8(truncatingIfNeeded: wait))
      resolve(RunQuestion(kind: kind, subject: h[ThreadWord.waitValue]))
    case .timerStart:
      resolve(RunQuestion(kind: m.threadKind(t), subject: h[ThreadWord.subject]))
    case .workStart:
      let flags = Work.instance(m, t).argument(Work.Argument.flags)
      guard flags & Work.InstanceFlag.overlaps == 0 else { return }
      resolve(
        RunQuestion(
          kind: .work, subject: h[ThreadWord.subject], function: h[ThreadWord.function],
          cookie: Machine.id(h[ThreadWord.cookie])))
    default: break
    }
  }

  private func resolve(_ q: RunQuestion) {
    if q.subject == 0, q.cookie == 0 { return }
    if departed.contains(where: { $0.isMeant(by: q) }) { departed.removeAll { $0.isMeant(by: q) } }
  }

  /// What the last step has asked of callbacks that run: who waits for them has seen them end, and
  /// for anybody else their end must not have come early.
  func resolveQuestions() {
    for q in m.runQuestions {
      if q.waits {
        resolve(q)
      } else if fault != .questionsForgotten {
        for d in departed where d.access.kind == .end && d.isMeant(by: q) { conflict(d.access) }
      }
    }
  }
}
