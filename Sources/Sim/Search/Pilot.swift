// What a strategy may know of a program before it starts: measured once, by pilot runs that depend
// on no seed.

/// Counts of a program's runs.
public struct Pilot: Sendable {
  /// Steps of the longest pilot run.
  var length = 2
  /// Steps of a thread on average, rounded up, by what it is; sorted. See `Machine.label`.
  var stepsOf: [Count] = []
  /// Things that more than one thread touches, and one of them writes; sorted by key.
  var things: [Thing] = []
  /// Steps of a thread that no pilot run has seen.
  static let unknown = 4
  static let runs = 8

  struct Count: Sendable, Equatable {
    var label: UInt64
    var steps: Int
  }

  /// One word, lock or part of the kernel: `Footprint.thing`.
  struct Thing: Sendable, Equatable {
    var key: UInt64
    /// Events on it by thread, sorted by label.
    var events: [Count]
  }

  init() {}

  /// Steps after which a strategy that lets some thread starve becomes a random walk: a work that
  /// queues itself again for ever must not keep the others from ever running.
  var fairAfter: Int { 4 * length + 400 }

  /// Events that a thread will have on thing number `thing`, or in all if that is -1.
  func expected(of label: UInt64, thing: Int) -> Int {
    let counts = thing < 0 ? stepsOf : things[thing].events
    for c in counts where c.label == label { return c.steps }
    return thing < 0 ? Self.unknown : 0
  }
}

extension Machine {
  /// What a thread is, the same in every run: the scenario's number of it, or its function.
  @inline(__always)
  func label(_ t: Int) -> UInt64 {
    let h = header(t)
    let kind = (h[ThreadWord.context] >> ContextPart.kindShift) & 0xff
    return kind << 56 ^ (kind == 0 ? h[ThreadWord.cookie] : h[ThreadWord.function])
  }

  /// Measures a few runs: one in the default order, the others random walks.
  public func pilot() -> Pilot {
    struct Event: Hashable {
      var thing: UInt64
      var label: UInt64
    }
    var pilot = Pilot()
    var threads: [UInt64: Int] = [:]
    var steps: [UInt64: Int] = [:]
    var events: [Event: (count: Int, writes: Bool)] = [:]
    var footprints = Footprints()
    footprints.begin(self)
    for n in 0..<Pilot.runs {
      random = Random(seed: 0x7069_6c6f_7400 + UInt64(n))
      answers = .random
      begin()
      var seen = state[Word.nextSequence]
      forEachThread { t in threads[label(t), default: 0] += 1 }
      while isRunning {
        let enabled = state[Word.enabled]
        if enabled == 0 {
          endOrDeadlock()
          break
        }
        let t = n == 0 ? defaultThread() : random.pick(from: enabled)
        let label = label(t)
        footprints.update(t, self)
        let print = footprints[t]
        steps[label, default: 0] += 1
        if print.thing != 0 {
          var event = events[Event(thing: print.thing, label: label)] ?? (0, false)
          event.count += 1
          event.writes = event.writes || print.writes
          events[Event(thing: print.thing, label: label)] = event
        }
        step(t)
        if state[Word.nextSequence] != seen {
          forEachThread { t in if sequence(t) > seen { threads[self.label(t), default: 0] += 1 } }
          seen = state[Word.nextSequence]
        }
      }
      pilot.length = max(pilot.length, self.steps)
    }
    // Everything is sorted before it is used: a dictionary has no order.
    func mean(_ count: Int, _ label: UInt64) -> Int {
      let n = max(1, threads[label] ?? 1)
      return (count + n - 1) / n
    }
    pilot.stepsOf = steps.map { .init(label: $0.key, steps: mean($0.value, $0.key)) }
      .sorted { $0.label < $1.label }
    let inOrder = events.sorted {
      ($0.key.thing, $0.key.label) < ($1.key.thing, $1.key.label)
    }
    var at = inOrder.startIndex
    while at < inOrder.endIndex {
      let key = inOrder[at].key.thing
      var end = at
      while end < inOrder.endIndex, inOrder[end].key.thing == key { end += 1 }
      let part = inOrder[at..<end]
      at = end
      // A thread that is there several times races with itself.
      let others = part.count > 1 || part.contains { (threads[$0.key.label] ?? 1) > Pilot.runs }
      guard others, part.contains(where: { $0.value.writes }) else { continue }
      pilot.things.append(
        .init(
          key: key,
          events: part.map {
            .init(label: $0.key.label, steps: mean($0.value.count, $0.key.label))
          }))
    }
    return pilot
  }
}
