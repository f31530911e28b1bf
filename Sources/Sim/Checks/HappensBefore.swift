// What is ordered before what, for the check of data races: a vector clock for each thread, and one
// for each thing by which threads order each other. All of it is a side block that exists only
// while the check is on, and starts anew with each run.

/// Vector clocks of threads and of what they synchronise by.
struct HappensBefore {
  /// Columns of a vector: threads of one run. When more have lived, those that have ended give
  /// theirs to new ones, and a race with an access of such an old one is no longer seen.
  static let columns = 128

  /// A thread that has, or had, a column.
  struct Owner {
    var sequence: UInt64 = 0
    var slot = 0
    /// Its context, function and cookie words, for its name.
    var context: UInt64 = 0
    var function: UInt64 = 0
    var cookie: UInt64 = 0
  }

  typealias Vector = UnsafeMutablePointer<UInt32>

  let threads: Vector
  /// What its release barriers have made visible: later relaxed stores publish it.
  let published: Vector
  /// What relaxed loads have seen: later acquire barriers take it over.
  let seen: Vector
  private(set) var owners: [Owner] = []
  private var columnOf = [Int](repeating: -1, count: 64)
  private var pool: [Vector] = []
  private var poolUsed = 0
  private(set) var syncs: [UInt64: Vector] = [:]
  /// Whether a column was taken from a thread that has ended, so that races may be missed.
  private(set) var hasForgotten = false

  init() {
    func make() -> Vector {
      let v = Vector.allocate(capacity: Self.columns * Self.columns)
      v.initialize(repeating: 0, count: Self.columns * Self.columns)
      return v
    }
    threads = make()
    published = make()
    seen = make()
  }

  func deallocate() {
    threads.deallocate()
    published.deallocate()
    seen.deallocate()
    for v in pool { v.deallocate() }
  }

  /// A new run.
  mutating func clear() {
    let used = owners.count * Self.columns
    hasForgotten = false
    threads.update(repeating: 0, count: used)
    published.update(repeating: 0, count: used)
    seen.update(repeating: 0, count: used)
    owners.removeAll(keepingCapacity: true)
    for t in columnOf.indices { columnOf[t] = -1 }
    syncs.removeAll(keepingCapacity: true)
    poolUsed = 0
  }

  // MARK: Threads

  func column(of t: Int) -> Int { columnOf[t] }
  func vector(_ column: Int) -> Vector { threads + column * Self.columns }

  /// The time of thread `column` now.
  func now(_ column: Int) -> UInt32 { vector(column)[column] }

  /// Whether what `other` did at `time` comes before what `column` does now.
  func isBefore(_ other: Int, _ time: UInt32, _ column: Int) -> Bool {
    vector(column)[other] >= time
  }

  private func tick(_ column: Int) { vector(column)[column] &+= 1 }

  private func join(_ to: Vector, _ from: Vector) {
    for i in 0..<owners.count where from[i] > to[i] { to[i] = from[i] }
  }

  /// Gives the new thread in slot `t` a column; `parent`, if any, is ordered before it.
  mutating func add(_ t: Int, _ owner: Owner, parent: Int?) {
    var column = owners.count
    if column < Self.columns {
      owners.append(owner)
    } else {
      // The one of those that have ended that was made first.
      hasForgotten = true
      column = 0
      for i in 1..<owners.count
      where columnOf[owners[i].slot] != i
        && (columnOf[owners[column].slot] == column || owners[i].sequence < owners[column].sequence)
      {
        column = i
      }
      owners[column] = owner
    }
    columnOf[t] = column
    let time = now(column)
    let v = vector(column)
    v.update(repeating: 0, count: Self.columns)
    (published + column * Self.columns).update(repeating: 0, count: Self.columns)
    (seen + column * Self.columns).update(repeating: 0, count: Self.columns)
    if let parent, columnOf[parent] >= 0, parent != t {
      join(v, vector(columnOf[parent]))
      tick(columnOf[parent])
    }
    v[column] = time &+ 1
  }

  /// Gives a thread that was written down its column again, -1 for the slot of one that has ended.
  mutating func restore(_ owner: Owner, isAlive: Bool) {
    if isAlive { columnOf[owner.slot] = owners.count }
    owners.append(owner)
  }

  /// The thread in slot `t` has ended.
  mutating func remove(_ t: Int) { columnOf[t] = -1 }

  /// What thread `from` has done comes before what `to` will do: it woke it up.
  func order(_ from: Int, before to: Int) {
    let (a, b) = (columnOf[from], columnOf[to])
    guard a >= 0, b >= 0, a != b else { return }
    join(vector(b), vector(a))
    tick(a)
  }

  // MARK: What threads synchronise by

  mutating func sync(_ key: UInt64) -> Vector {
    if let v = syncs[key] { return v }
    if poolUsed == pool.count { pool.append(Vector.allocate(capacity: Self.columns)) }
    let v = pool[poolUsed]
    poolUsed += 1
    v.initialize(repeating: 0, count: Self.columns)
    syncs[key] = v
    return v
  }

  /// Whoever acquires `key` from now on comes after what `column` has done.
  mutating func release(_ key: UInt64, _ column: Int) {
    join(sync(key), vector(column))
    tick(column)
  }

  func acquire(_ key: UInt64, _ column: Int) {
    if let v = syncs[key] { join(vector(column), v) }
  }

  // MARK: Marked accesses

  func fence(_ column: Int, _ order: MemoryOrder) {
    if order.contains(.acquire) { join(vector(column), seen + column * Self.columns) }
    if order.contains(.release) {
      join(published + column * Self.columns, vector(column))
      tick(column)
    }
  }

  func load(_ key: UInt64, _ column: Int, _ order: MemoryOrder) {
    guard let v = syncs[key] else { return }
    join(order.contains(.acquire) ? vector(column) : seen + column * Self.columns, v)
  }

  /// A store, or with `keeps` a read-modify-write, which goes on what others have released there.
  mutating func store(_ key: UInt64, _ column: Int, _ order: MemoryOrder, keeps: Bool) {
    let v = sync(key)
    if !keeps { v.update(repeating: 0, count: Self.columns) }
    join(v, published + column * Self.columns)
    if order.contains(.release) {
      join(v, vector(column))
      tick(column)
    }
  }
}
