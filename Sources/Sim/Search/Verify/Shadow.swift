// Going back. After each step the state is compared with a copy of what it was before; what differs
// is written down and can be put back. That costs nothing in the step loop, works for whatever a
// kernel routine does, and gives the exact words that a step has changed.

/// A copy of the state as it was after the last step, and the list of what the steps since changed.
final class Shadow {
  private let m: Machine
  private let copy: UnsafeMutablePointer<UInt64>
  private let words: Int
  private var log: [Change] = []
  /// By thread: how much of its stack was ever in use between steps. A step may use and leave more
  /// of the stack than it began and ended with, and overwrite what an earlier state has there.
  private var stackUsed: [Int]

  /// A word of the state and what it was.
  struct Change {
    var index: Int
    var old: UInt64
  }

  init(_ machine: Machine) {
    m = machine
    words = machine.stateWords
    stackUsed = Array(repeating: ThreadWord.headerCount, count: machine.limits.threadsMax)
    copy = .allocate(capacity: words)
    copy.initialize(from: machine.state, count: words)
    threadsAt = machine.threads - machine.state
    objectsAt = machine.objects - machine.state
    heapAt = UnsafeMutableRawPointer(machine.heap).assumingMemoryBound(to: UInt64.self)
      - machine.state
  }

  deinit { copy.deallocate() }

  let threadsAt: Int
  let objectsAt: Int
  let heapAt: Int

  /// Takes the present state as the one to go back to; nothing can be put back beyond it.
  func reset() {
    copy.update(from: m.state, count: words)
    log.removeAll(keepingCapacity: true)
  }

  /// Where the list of changes ends now.
  var mark: Int { log.count }
  var bytes: Int { log.capacity * MemoryLayout<Change>.stride }

  /// What was changed since a mark.
  func changes(since mark: Int) -> ArraySlice<Change> { log[mark...] }

  /// The word as it was before the last step, for an index that has not been noted yet.
  func before(_ index: Int) -> UInt64 { copy[index] }

  /// Writes down what the last step, of thread `stepped`, has changed.
  func note(_ stepped: Int) {
    let aliveBefore = copy[Word.alive]
    let state = m.state
    let objects = max(copy[Word.objectCount], state[Word.objectCount])
    let heap = max(copy[Word.heapTop], state[Word.heapTop])
    compare(0, Word.count)
    compare(objectsAt, 2 * Int(objects))
    var alive = aliveBefore | state[Word.alive]
    while alive != 0 {
      let t = alive.trailingZeroBitCount
      alive &= alive &- 1
      let at = threadsAt + t &* m.threadWords
      let used = Int(
        max(copy[at + ThreadWord.registers] >> 48, state[at + ThreadWord.registers] >> 48))
      if used > stackUsed[t] { stackUsed[t] = used }
      compare(at, t == stepped ? stackUsed[t] : max(ThreadWord.headerCount, used))
    }
    compare(heapAt, (Int(heap) + 7) / 8)
  }

  @inline(__always)
  private func compare(_ start: Int, _ count: Int) {
    let a = m.state + start
    let b = copy + start
    var k = 0
    while k &+ 8 <= count {
      let x = UnsafeRawPointer(a + k).loadUnaligned(as: SIMD8<UInt64>.self)
      let y = UnsafeRawPointer(b + k).loadUnaligned(as: SIMD8<UInt64>.self)
      if x != y { for j in k..<k &+ 8 { compareOne(start &+ j) } }
      k &+= 8
    }
    while k < count {
      compareOne(start &+ k)
      k &+= 1
    }
  }

  @inline(__always)
  private func compareOne(_ index: Int) {
    let now = m.state[index]
    if copy[index] != now {
      log.append(Change(index: index, old: copy[index]))
      copy[index] = now
    }
  }

  /// Puts everything back to how it was at a mark.
  func undo(to mark: Int) {
    while log.count > mark {
      let change = log.removeLast()
      m.state[change.index] = change.old
      copy[change.index] = change.old
    }
  }
}
