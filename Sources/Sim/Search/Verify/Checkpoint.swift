// A search written down, so that it can be taken up again: what it takes for granted, its table of
// states, and the states that wait. Findings are not written but the ways to them, and made anew by
// going there.

/// Why a checkpoint cannot be used.
public struct CheckpointError: Error {
  public var message: String
}

/// Words, one after the other.
final class CheckpointWriter {
  private let emit: (UnsafeRawBufferPointer) -> Void

  init(_ emit: @escaping (UnsafeRawBufferPointer) -> Void) { self.emit = emit }

  func bytes(_ start: UnsafeRawPointer, _ count: Int) {
    emit(UnsafeRawBufferPointer(start: start, count: count))
  }
  func word(_ w: UInt64) { withUnsafeBytes(of: w) { emit($0) } }
  func number(_ n: Int) { word(UInt64(bitPattern: Int64(n))) }
  func bool(_ b: Bool) { word(b ? 1 : 0) }
  func string(_ s: String) {
    let utf8 = Array(s.utf8)
    number(utf8.count)
    utf8.withUnsafeBytes { emit($0) }
  }
  func ranges(_ list: [Range<Int>]) {
    number(list.count)
    for r in list {
      number(r.lowerBound)
      number(r.upperBound)
    }
  }
}

/// The same words, read.
final class CheckpointReader {
  private let fill: (UnsafeMutableRawBufferPointer) -> Bool

  init(_ fill: @escaping (UnsafeMutableRawBufferPointer) -> Bool) { self.fill = fill }

  static func damaged() -> CheckpointError { CheckpointError(message: "the checkpoint is damaged") }

  func bytes(_ start: UnsafeMutableRawPointer, _ count: Int) throws(CheckpointError) {
    guard fill(UnsafeMutableRawBufferPointer(start: start, count: count)) else {
      throw Self.damaged()
    }
  }
  func word() throws(CheckpointError) -> UInt64 {
    var w: UInt64 = 0
    guard withUnsafeMutableBytes(of: &w, { fill($0) }) else { throw Self.damaged() }
    return w
  }
  /// A number from 0 to `most`.
  func number(_ most: Int = 1 << 40) throws(CheckpointError) -> Int {
    let n = Int64(bitPattern: try word())
    guard n >= 0, n <= Int64(most) else { throw Self.damaged() }
    return Int(n)
  }
  func bool() throws(CheckpointError) -> Bool { try number(1) == 1 }
  func string() throws(CheckpointError) -> String {
    let count = try number(1 << 16)
    var utf8 = [UInt8](repeating: 0, count: count)
    guard utf8.withUnsafeMutableBytes({ fill($0) }) else { throw Self.damaged() }
    return String(decoding: utf8, as: UTF8.self)
  }
  func ranges() throws(CheckpointError) -> [Range<Int>] {
    var list: [Range<Int>] = []
    for _ in 0..<(try number(1 << 20)) {
      let low = try number()
      let high = try number()
      guard low <= high else { throw Self.damaged() }
      list.append(low..<high)
    }
    return list
  }
}

extension Assumptions {
  func write(to w: CheckpointWriter) {
    let sites = isRacy.indices.filter { isRacy[$0] }
    w.number(sites.count)
    for s in sites { w.number(s) }
    w.ranges(counters.ranges)
    w.ranges(counters.refused)
  }

  init(from r: CheckpointReader, codeCount: Int) throws(CheckpointError) {
    self.init(codeCount: codeCount)
    for _ in 0..<(try r.number(codeCount)) { isRacy[try r.number(codeCount - 1)] = true }
    let ranges = try r.ranges()
    counters = CounterRanges(ranges: ranges, refused: try r.ranges())
  }
}

extension Path {
  func write(to w: CheckpointWriter) {
    w.number(setup)
    w.number(units.count)
    for u in units { w.word(UInt64(u)) }
  }

  init(from r: CheckpointReader) throws(CheckpointError) {
    setup = try r.number(1 << 24)
    for _ in 0..<(try r.number(1 << 24)) { units.append(UInt16(truncatingIfNeeded: try r.word())) }
  }
}

extension Ended {
  func write(to w: CheckpointWriter) {
    w.number(kind == .finding ? 0 : kind == .noVerdict ? 1 : 2)
    w.string(why)
    path.write(to: w)
  }

  /// Findings are made anew by `expander`.
  init(from r: CheckpointReader, _ expander: Expander) throws(CheckpointError) {
    let kind = try r.number(2)
    let why = try r.string()
    let path = try Path(from: r)
    if kind == 0 {
      guard let end = expander.follow(path), end.kind == .finding else {
        throw CheckpointReader.damaged()
      }
      self = end
    } else {
      self.init(kind: kind == 1 ? .noVerdict : .finished, why: why, path: path)
    }
  }
}

extension SearchResult {
  func write(to w: CheckpointWriter) {
    w.number([.complete, .conflict, .states, .memory, .stopped, .found].firstIndex(of: end) ?? 0)
    for n in [states, transitions, endStates, depth, bytes] { w.number(n) }
    w.bool(wasBounded)
    notes.write(to: w)
    w.number(found.count)
    for f in found {
      w.number(f.preemptions)
      f.path.write(to: w)
    }
    w.number(noVerdict.count)
    for (why, count) in noVerdict.sorted(by: { $0.key < $1.key }) {
      w.string(why)
      w.number(count)
    }
  }

  init(from r: CheckpointReader, _ expander: Expander) throws(CheckpointError) {
    let ends: [End] = [.complete, .conflict, .states, .memory, .stopped, .found]
    end = ends[try r.number(ends.count - 1)]
    states = try r.number()
    transitions = try r.number()
    endStates = try r.number()
    depth = try r.number()
    bytes = try r.number()
    wasBounded = try r.bool()
    notes = try TeardownNotes(from: r)
    for _ in 0..<(try r.number(1 << 20)) {
      let preemptions = try r.number(255)
      let path = try Path(from: r)
      guard let finding = expander.follow(path)?.finding else { throw CheckpointReader.damaged() }
      found.append(Found(finding: finding, path: path, preemptions: preemptions))
    }
    for _ in 0..<(try r.number(1 << 20)) {
      let why = try r.string()
      noVerdict[why] = try r.number()
    }
  }
}

extension Frontier {
  func write(to w: CheckpointWriter) {
    w.number(count)
    forEach { w.bytes($0.at, 8 * $0.words) }
  }

  /// Reads states of machines like that of `expander`.
  convenience init(from r: CheckpointReader, _ expander: Expander) throws(CheckpointError) {
    self.init()
    let buffer = Words(capacity: 1 << 12)
    for _ in 0..<(try r.number()) {
      buffer.count = 0
      let first = try r.word()
      let words = Int(first & 0xffff_ffff)
      guard words >= Entry.headerCount else { throw CheckpointReader.damaged() }
      buffer.reserve(words)
      buffer.append(first)
      try r.bytes(buffer.start + 1, 8 * (words - 1))
      let entry = Entry(at: buffer.start)
      guard expander.isPossible(entry) else { throw CheckpointReader.damaged() }
      append(entry.at, words)
    }
  }
}
