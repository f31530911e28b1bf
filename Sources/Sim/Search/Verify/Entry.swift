// A state that waits to be expanded, as a few words: in what it differs from the base state, what its
// threads have made early, and the way to it.

/// A growing block of words.
final class Words {
  private(set) var start: UnsafeMutablePointer<UInt64>
  private var capacity: Int
  var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    start = .allocate(capacity: capacity)
  }

  deinit { start.deallocate() }

  /// Makes room for so many more.
  @inline(__always)
  func reserve(_ more: Int) { if count + more > capacity { grow(more) } }

  private func grow(_ more: Int) {
    capacity = max(2 * capacity, count + more)
    let bigger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    bigger.update(from: start, count: count)
    start.deallocate()
    start = bigger
  }

  @inline(__always)
  func append(_ w: UInt64) {
    start[count] = w
    count &+= 1
  }
}

/// Reads an entry. Its words:
///
///     0  number of words | number of differences << 32
///     1  units of the path | pending accesses << 32 | what callbacks have left << 48
///     2  thread that runs + 1 | preemptions << 8 | number of the setup << 16 | depth << 40
///     3  the fingerprint, two words
///     5  words about threads that are asleep | words of the history of accesses << 32
///     6  pending accesses, three words each; what callbacks have left, seven words each; the path,
///        four units a word;
///        indices of differing words, two a word; their values; which threads are asleep and what
///        their steps touch (`StepFootprint`); the history of accesses (`DataRaces`)
struct Entry {
  var at: UnsafePointer<UInt64>

  static let headerCount = 6

  var words: Int { Int(at[0] & 0xffff_ffff) }
  var differences: Int { Int(at[0] >> 32) }
  var pathUnits: Int { Int(at[1] & 0xffff_ffff) }
  var pendingCount: Int { Int(at[1] >> 32 & 0xffff) }
  var departedCount: Int { Int(at[1] >> 48) }
  var setup: Int { Int(at[2] >> 16 & 0xff_ffff) }
  var running: Int { Int(at[2] & 0xff) - 1 }
  var used: UInt8 { UInt8(truncatingIfNeeded: at[2] >> 8) }
  var depth: Int { Int(at[2] >> 40) }
  var fingerprint: Fingerprint { Fingerprint(low: at[3], high: at[4]) }

  static func set(_ f: Fingerprint, at start: UnsafeMutablePointer<UInt64>) {
    start[3] = f.low
    start[4] = f.high
  }

  /// Whether its parts fill its words.
  var isWellFormed: Bool {
    pathUnits < 1 << 28 && words == valuesAt + differences + asleepCount + historyCount
  }

  private var asleepCount: Int { Int(at[5] & 0xffff_ffff) }
  private var historyCount: Int { Int(at[5] >> 32) }

  /// What the steps of threads that are asleep touch.
  var asleep: UnsafeBufferPointer<UInt64> {
    UnsafeBufferPointer(start: at + valuesAt + differences, count: asleepCount)
  }

  /// What the check of data races remembers: see `DataRaces.writeHistory`.
  var history: UnsafeBufferPointer<UInt64> {
    UnsafeBufferPointer(start: at + valuesAt + differences + asleepCount, count: historyCount)
  }

  private var departedAt: Int { Self.headerCount + PendingAccess.wordCount * pendingCount }
  private var pathAt: Int { departedAt + Departed.wordCount * departedCount }
  private var indicesAt: Int { pathAt + (pathUnits + 3) / 4 }
  private var valuesAt: Int { indicesAt + (differences + 1) / 2 }

  var path: UnsafeBufferPointer<UInt16> {
    UnsafeBufferPointer(
      start: UnsafeRawPointer(at + pathAt).assumingMemoryBound(to: UInt16.self), count: pathUnits)
  }
  var indices: UnsafePointer<UInt32> {
    UnsafeRawPointer(at + indicesAt).assumingMemoryBound(to: UInt32.self)
  }
  var values: UnsafePointer<UInt64> { at + valuesAt }

  func pending(_ k: Int) -> (thread: Int, access: PendingAccess) {
    let w = at + Self.headerCount + PendingAccess.wordCount * k
    return (Int(w[0] & 0xff), PendingAccess(words: w))
  }

  func departed(_ k: Int) -> Departed { Departed(words: at + departedAt + Departed.wordCount * k) }
}

extension PendingAccess {
  static let wordCount = 3

  init(words w: UnsafePointer<UInt64>) {
    self.init(
      kind: Kind(rawValue: UInt8(truncatingIfNeeded: w[0] >> 8)) ?? .write,
      site: Int32(truncatingIfNeeded: w[0] >> 32), object: Int32(truncatingIfNeeded: w[1]),
      low: Int(w[2] & 0xffff_ffff), high: Int(w[2] >> 32))
  }

  /// Writes it down; `tag` is a byte that whoever reads it gets back.
  func write(to out: Words, tag: UInt8) {
    out.append(
      UInt64(tag) | UInt64(kind.rawValue) << 8 | UInt64(UInt32(truncatingIfNeeded: site)) << 32)
    out.append(UInt64(UInt32(truncatingIfNeeded: object)))
    out.append(UInt64(UInt32(truncatingIfNeeded: low)) | UInt64(high) << 32)
  }
}

extension Departed {
  static let wordCount = PendingAccess.wordCount + 4

  init(words w: UnsafePointer<UInt64>) {
    self.init(
      access: PendingAccess(words: w),
      kind: ThreadKind(rawValue: UInt8(truncatingIfNeeded: w[0])) ?? .task, subject: w[3],
      function: w[4], cookie: w[5], waiters: w[6])
  }

  func write(to out: Words) {
    access.write(to: out, tag: kind.rawValue)
    out.append(subject)
    out.append(function)
    out.append(cookie)
    out.append(waiters)
  }
}

/// A way from the start, step by step: the thread and how many operations it made, then the answers
/// that it was given.
struct Path {
  var setup = 0
  var units: [UInt16] = []

  private static let answerBit: UInt16 = 0x8000

  static func unit(thread: Int, count: Int) -> UInt16 { UInt16(thread) | UInt16(count) << 6 }
  static func unit(answer: UInt16) -> UInt16 { answer | answerBit }

  /// Calls `body` with each step's thread, number of operations and answers.
  func forEachStep(_ body: (Int, Int, [UInt16]) -> Void) {
    var k = 0
    while k < units.count {
      let unit = units[k]
      k += 1
      var answers: [UInt16] = []
      while k < units.count, units[k] & Self.answerBit != 0 {
        answers.append(units[k] & ~Self.answerBit)
        k += 1
      }
      body(Int(unit & 0x3f), Int(unit >> 6), answers)
    }
  }

  /// The choices of the whole run; `setup` has the answers that the setup was given.
  func schedule(setup: [UInt16]) -> Schedule {
    var choices = setup.map { $0 | Schedule.answerBit }
    forEachStep { thread, count, answers in
      for k in 0..<count {
        choices.append(UInt16(thread))
        if k == 0 { choices += answers.map { $0 | Schedule.answerBit } }
      }
    }
    return Schedule(choices)
  }
}

/// Entries in the order in which they were added; memory goes as they are taken.
final class Frontier {
  private static let blockWords = 1 << 17

  private struct Block {
    var start: UnsafeMutablePointer<UInt64>
    var capacity: Int
    var count = 0
  }
  private var blocks: [Block] = []
  private var head = 0
  /// Blocks whose entries were all taken, still to be read.
  private var taken: [Block] = []
  private(set) var count = 0
  /// Words in use.
  private(set) var words = 0

  deinit {
    for b in blocks + taken { b.start.deallocate() }
  }

  var bytes: Int { 8 * words }
  var isEmpty: Bool { count == 0 }

  func append(_ entry: UnsafePointer<UInt64>, _ n: Int) {
    if blocks.isEmpty || blocks[blocks.count - 1].count + n > blocks[blocks.count - 1].capacity {
      let capacity = max(n, Self.blockWords)
      blocks.append(Block(start: .allocate(capacity: capacity), capacity: capacity))
    }
    let last = blocks.count - 1
    (blocks[last].start + blocks[last].count).update(from: entry, count: n)
    blocks[last].count += n
    count += 1
    words += n
  }

  /// Takes at most `most` entries; they can be read until `release`.
  func take(_ most: Int, into list: inout [Entry]) {
    while list.count < most, !blocks.isEmpty {
      if head == blocks[0].count {
        taken.append(blocks.removeFirst())
        head = 0
        continue
      }
      let entry = Entry(at: blocks[0].start + head)
      head += entry.words
      words -= entry.words
      count -= 1
      list.append(entry)
    }
  }

  /// Gives back the memory of what was taken.
  func release() {
    for b in taken { b.start.deallocate() }
    taken.removeAll(keepingCapacity: true)
    if blocks.count == 1, head == blocks[0].count {
      blocks[0].count = 0
      head = 0
    }
  }

  /// Calls `body` with each entry that was not taken.
  func forEach(_ body: (Entry) -> Void) {
    for (n, b) in blocks.enumerated() {
      var at = n == 0 ? head : 0
      while at < b.count {
        let entry = Entry(at: b.start + at)
        body(entry)
        at += entry.words
      }
    }
  }
}
