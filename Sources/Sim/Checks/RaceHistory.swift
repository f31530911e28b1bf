// What the check of data races remembers, as a few words: for searches that go back and forth between
// states, and for which it is a part of the state.
//
// Of a clock only one thing matters: which of the accesses that are kept it comes after. So times
// are written down as their places among the times of the accesses of the same thread. Left out is
// what can make no difference any more: accesses that all threads that live come after (a new thread
// comes after what the one that made it comes after), accesses to memory that was freed, and what was
// released before none of the accesses that are left.
//
//     0  number of words | columns << 32 | cells << 48
//     1  vectors
//     2  owners of the columns, five words each; cells, two words each; vectors: what each belongs to,
//        and a place for each column, four a word

extension DataRaces {
  /// What a vector belongs to: a thread's three, told by its slot, or a key.
  private enum Belonging {
    static let thread: UInt64 = 0, published: UInt64 = 1, seen: UInt64 = 2, key: UInt64 = 3
  }

  private static let headerWords = 2
  private static let ownerWords = 5

  private struct Kept {
    var word: Int
    var cell: Cell
  }

  // MARK: Writing

  /// Writes what the future of the present state depends on to `history`.
  func writeHistory(_ m: Machine) {
    let cells = keptCells(m)
    var isNeeded = [Bool](repeating: false, count: order.owners.count)
    for c in cells { isNeeded[Int(c.cell.column)] = true }
    m.forEachThread { t in
      let column = order.column(of: t)
      if column >= 0 { isNeeded[column] = true }
    }
    let columns = isNeeded.indices.filter { isNeeded[$0] }
    var newColumn = [Int](repeating: 0, count: isNeeded.count)
    for (new, old) in columns.enumerated() { newColumn[old] = new }
    let times = columns.map { old in
      Set(cells.lazy.filter { Int($0.cell.column) == old }.map { $0.cell.time }).sorted()
    }

    history.count = 0
    let ranksWords = (columns.count + 3) / 4
    history.reserve(Self.headerWords + Self.ownerWords * columns.count + 2 * cells.count)
    history.append(0)
    history.append(0)
    for c in columns {
      let o = order.owners[c]
      let isAlive = order.column(of: o.slot) == c
      for w in [o.sequence, UInt64(o.slot) | (isAlive ? 1 << 32 : 0), o.context, o.function, o.cookie] {
        history.append(w)
      }
    }
    for c in cells {
      let new = newColumn[Int(c.cell.column)]
      let time = (times[new].firstIndex(of: c.cell.time) ?? 0) + 1
      history.append(UInt64(c.word) | UInt64(c.cell.pc) << 32)
      history.append(
        UInt64(time) | UInt64(new) << 32 | UInt64(c.cell.mask) << 40
          | (c.cell.isWrite ? 1 << 48 : 0) | (c.cell.isMarked ? 1 << 49 : 0))
    }
    var vectors = 0
    /// `own`: the column of the thread whose clock it is; its later accesses have later times than
    /// anybody else knows of.
    func write(_ belonging: UInt64, _ what: UInt64, _ v: HappensBefore.Vector, own: Int) {
      history.reserve(2 + ranksWords)
      let at = history.count
      history.append(belonging)
      history.append(what)
      var isEmpty = true
      var packed: UInt64 = 0
      for (new, old) in columns.enumerated() {
        var rank = UInt64(Self.rank(of: v[old], in: times[new]))
        if old == own, times[new].last != v[old] { rank += 1 }
        if rank != 0 { isEmpty = false }
        packed |= rank << UInt64(16 * (new & 3))
        if new & 3 == 3 || new + 1 == columns.count {
          history.append(packed)
          packed = 0
        }
      }
      if isEmpty { history.count = at } else { vectors += 1 }
    }
    m.forEachThread { t in
      let column = order.column(of: t)
      guard column >= 0 else { return }
      let at = column * HappensBefore.columns
      write(Belonging.thread, UInt64(t), order.threads + at, own: column)
      write(Belonging.published, UInt64(t), order.published + at, own: -1)
      write(Belonging.seen, UInt64(t), order.seen + at, own: -1)
    }
    for key in order.syncs.keys.sorted() where Self.isAlive(key, m) {
      if let v = order.syncs[key] { write(Belonging.key, key, v, own: -1) }
    }
    history.start[0] =
      UInt64(history.count) | UInt64(columns.count) << 32 | UInt64(cells.count) << 48
    history.start[1] = UInt64(vectors)
  }

  /// The accesses that another one may race with, in the order of their words.
  private func keptCells(_ m: Machine) -> [Kept] {
    var live: [Int] = []
    m.forEachThread { t in
      let column = order.column(of: t)
      if column >= 0 { live.append(column) }
    }
    var list: [Kept] = []
    for word in touched.sorted() {
      let id = m.object(atHeapByte: 8 * word)
      guard m.isLive(id) else { continue }
      let c = cells + word * Self.cellsPerWord
      for k in 0..<Self.cellsPerWord {
        if c[k].time == 0 { break }
        let (column, time) = (Int(c[k].column), c[k].time)
        if live.allSatisfy({ $0 == column || order.isBefore(column, time, $0) }) { continue }
        list.append(Kept(word: word, cell: c[k]))
      }
    }
    return list
  }

  /// How many of these times a clock has reached.
  private static func rank(of time: UInt32, in times: [UInt32]) -> Int {
    times.prefix { $0 <= time }.count
  }

  // MARK: Reading

  /// Whether these words can be a history of a run of `m`.
  static func isHistory(_ w: UnsafePointer<UInt64>, count: Int, of m: Machine) -> Bool {
    guard count >= headerWords, w[0] & 0xffff_ffff == UInt64(count) else { return false }
    let columns = Int(w[0] >> 32 & 0xffff)
    let cells = Int(w[0] >> 48)
    let vectors = w[1]
    guard columns <= HappensBefore.columns, vectors < 1 << 32 else { return false }
    let vectorsAt = headerWords + ownerWords * columns + 2 * cells
    guard count == vectorsAt + Int(vectors) * (2 + (columns + 3) / 4) else { return false }
    for k in 0..<columns where w[headerWords + ownerWords * k + 1] & 0xffff_ffff >= 64 {
      return false
    }
    for k in 0..<cells {
      let c = w + headerWords + ownerWords * columns + 2 * k
      guard c[0] & 0xffff_ffff < UInt64(m.limits.heapBytes / 8),
        c[0] >> 32 < UInt64(m.program.code.count), c[1] >> 32 & 0xff < UInt64(columns)
      else { return false }
    }
    for k in 0..<Int(vectors) {
      let v = w + vectorsAt + k * (2 + (columns + 3) / 4)
      guard v[0] <= Belonging.key, v[0] == Belonging.key || v[1] < 64 else { return false }
    }
    return true
  }

  /// Goes to what was written down.
  func readHistory(_ w: UnsafePointer<UInt64>) {
    for word in touched {
      (cells + word * Self.cellsPerWord).update(repeating: Cell(), count: Self.cellsPerWord)
    }
    touched.removeAll(keepingCapacity: true)
    order.clear()
    isOn = true
    let columns = Int(w[0] >> 32 & 0xffff)
    var at = w + Self.headerWords
    for _ in 0..<columns {
      order.restore(
        .init(
          sequence: at[0], slot: Int(at[1] & 0xffff_ffff), context: at[2], function: at[3],
          cookie: at[4]),
        isAlive: at[1] >> 32 != 0)
      at += Self.ownerWords
    }
    for _ in 0..<Int(w[0] >> 48) {
      let word = Int(at[0] & 0xffff_ffff)
      let c = cells + word * Self.cellsPerWord
      var k = 0
      while k < Self.cellsPerWord - 1, c[k].time != 0 { k += 1 }
      if k == 0 { touched.append(word) }
      c[k] = Cell(
        time: UInt32(truncatingIfNeeded: at[1]), column: UInt8(truncatingIfNeeded: at[1] >> 32),
        mask: UInt8(truncatingIfNeeded: at[1] >> 40), isWrite: at[1] & 1 << 48 != 0,
        isMarked: at[1] & 1 << 49 != 0, pc: UInt32(truncatingIfNeeded: at[0] >> 32))
      at += 2
    }
    for _ in 0..<Int(w[1]) {
      let v = vector(at[0], at[1])
      for k in 0..<columns {
        v?[k] = UInt32(at[2 + k / 4] >> UInt64(16 * (k & 3)) & 0xffff)
      }
      at += 2 + (columns + 3) / 4
    }
  }

  private func vector(_ belonging: UInt64, _ what: UInt64) -> HappensBefore.Vector? {
    if belonging == Belonging.key { return order.sync(what) }
    let column = order.column(of: Int(what))
    guard column >= 0 else { return nil }
    switch belonging {
    case Belonging.thread: return order.vector(column)
    case Belonging.published: return order.published + column * HappensBefore.columns
    default: return order.seen + column * HappensBefore.columns
    }
  }

  // MARK: Telling states apart

  /// Adds what was written to `history` to a fingerprint: of each access which vectors come after it,
  /// whatever the numbers of threads and objects are. All objects were met by then.
  func mixHistory(into f: Fingerprints) {
    let w = UnsafePointer(history.start)
    let columns = Int(w[0] >> 32 & 0xffff)
    let cells = Int(w[0] >> 48)
    let cellsAt = w + Self.headerWords + Self.ownerWords * columns
    let vectorsAt = cellsAt + 2 * cells
    let vectorWords = 2 + (columns + 3) / 4
    var sum = Fingerprint(low: 0, high: 0)
    for k in 0..<cells {
      let c = cellsAt + 2 * k
      let column = Int(c[1] >> 32 & 0xff)
      let time = c[1] & 0xffff_ffff
      var after = Fingerprint(low: 0, high: 0)
      for n in 0..<Int(w[1]) {
        let v = vectorsAt + n * vectorWords
        if v[2 + column / 4] >> UInt64(16 * (column & 3)) & 0xffff < time { continue }
        var h = Fingerprint(low: v[0], high: 0x7ec7_0000_0000_0000)
        let isAddress = v[0] == Belonging.key && !SyncRules.isSpecial(v[1])
        h.mix(isAddress ? f.placed(v[1]) : v[1])
        after.add(h.finished)
      }
      var h = Fingerprint(low: f.placed(heapByte: 8 * Int(c[0] & 0xffff_ffff)), high: c[0] >> 32)
      h.mix(c[1] >> 40)
      h.mix(after.low)
      h.mix(after.high)
      sum.add(h.finished)
    }
    f.mix(sum.low)
    f.mix(sum.high)
  }
}
