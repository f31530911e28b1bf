// What one step has touched, as far as it tells whether two steps of different threads can change
// places: which bytes of memory, whether it was the kernel's or a driver's own, and whether it
// changed what the kernel looks at beside memory. Nothing of it is declared: it is observed.

/// What steps of one thread from one state have touched.
final class StepFootprint {
  /// Beyond so many words it is taken to touch everything.
  static let wordsMax = 64

  /// What it does beside reading and writing memory.
  struct Traits: OptionSet {
    var rawValue: UInt8
    /// It reads what the kernel keeps beside memory: its lists and numbers, and what other threads are.
    static let looksAround = Traits(rawValue: 1)
    /// It writes such things.
    static let isSeen = Traits(rawValue: 2)
    /// It changes places with no other.
    static let isAlone = Traits(rawValue: 4)
  }

  var traits = Traits()
  /// Words of the heap, and objects whose life counts, as numbers with the top bit.
  let reads: UnsafeMutablePointer<UInt32>
  let writes: UnsafeMutablePointer<UInt32>
  var readCount = 0
  var writeCount = 0
  /// Threads whose words it has changed beside its own.
  var threads: UInt64 = 0
  var readBits: UInt64 = 0
  var writeBits: UInt64 = 0

  init() {
    reads = .allocate(capacity: Self.wordsMax)
    writes = .allocate(capacity: Self.wordsMax)
  }

  deinit {
    reads.deallocate()
    writes.deallocate()
  }

  func clear() {
    traits = []
    readCount = 0
    writeCount = 0
    threads = 0
    readBits = 0
    writeBits = 0
  }

  @inline(__always)
  private static func bit(_ w: UInt32) -> UInt64 { 1 << UInt64((w &* 0x9e37_79b1) >> 26) }

  @inline(__always)
  func read(_ w: UInt32) { add(w, to: reads, &readCount, &readBits) }

  @inline(__always)
  func write(_ w: UInt32) { add(w, to: writes, &writeCount, &writeBits) }

  @inline(__always)
  private func add(
    _ w: UInt32, to list: UnsafeMutablePointer<UInt32>, _ count: inout Int, _ bits: inout UInt64
  ) {
    let bit = Self.bit(w)
    if bits & bit != 0 {
      for k in 0..<count where list[k] == w { return }
    }
    bits |= bit
    guard count < Self.wordsMax else {
      traits.insert(.isAlone)
      return
    }
    list[count] = w
    count &+= 1
  }

  /// What was made in the step itself is nobody else's.
  func forget(objectsFrom object: Int, wordsFrom word: Int) {
    func isNew(_ w: UInt32) -> Bool {
      w >> 31 == 0 ? Int(w) >= word : Int(w & 0x7fff_ffff) >= object
    }
    func keep(_ list: UnsafeMutablePointer<UInt32>, _ count: inout Int) {
      var kept = 0
      for k in 0..<count where !isNew(list[k]) {
        list[kept] = list[k]
        kept += 1
      }
      count = kept
    }
    keep(reads, &readCount)
    keep(writes, &writeCount)
  }

  /// Adds what another step of the same thread has touched.
  func add(_ o: StepFootprint) {
    traits.formUnion(o.traits)
    threads |= o.threads
    for k in 0..<o.readCount { read(o.reads[k]) }
    for k in 0..<o.writeCount { write(o.writes[k]) }
  }

  /// Whether the order of this step of thread `t` and that step of thread `u` may matter.
  func conflicts(_ t: Int, _ o: StepFootprint, _ u: Int) -> Bool {
    let both = traits.union(o.traits)
    if both.contains(.isAlone) { return true }
    if traits.contains(.isSeen), o.traits.contains(.looksAround) { return true }
    if o.traits.contains(.isSeen), traits.contains(.looksAround) { return true }
    if threads & (o.threads | 1 << UInt64(u)) != 0 || o.threads & (1 << UInt64(t)) != 0 { return true }
    if writeBits & (o.readBits | o.writeBits) | o.writeBits & readBits == 0 { return false }
    return Self.meet(writes, writeCount, o.reads, o.readCount)
      || Self.meet(writes, writeCount, o.writes, o.writeCount)
      || Self.meet(reads, readCount, o.writes, o.writeCount)
  }

  /// Whether it touches nothing that the other does not touch.
  func isPart(of o: StepFootprint) -> Bool {
    traits.isSubset(of: o.traits) && threads & ~o.threads == 0
      && (0..<readCount).allSatisfy { k in (0..<o.readCount).contains { o.reads[$0] == reads[k] } }
      && (0..<writeCount).allSatisfy { k in (0..<o.writeCount).contains { o.writes[$0] == writes[k] } }
  }

  private static func meet(
    _ a: UnsafeMutablePointer<UInt32>, _ m: Int, _ b: UnsafeMutablePointer<UInt32>, _ n: Int
  ) -> Bool {
    for j in 0..<m {
      for k in 0..<n where a[j] == b[k] { return true }
    }
    return false
  }
}

// MARK: As words of an entry

extension StepFootprint {
  /// How many words it takes.
  var wordCount: Int { 2 + (readCount + 1) / 2 + (writeCount + 1) / 2 }

  func write(to out: Words) {
    out.append(UInt64(traits.rawValue) | UInt64(readCount) << 8 | UInt64(writeCount) << 16)
    out.append(threads)
    for (list, count) in [(reads, readCount), (writes, writeCount)] {
      for k in stride(from: 0, to: count, by: 2) {
        out.append(UInt64(list[k]) | (k + 1 < count ? UInt64(list[k + 1]) << 32 : 0))
      }
    }
  }

  /// How many words one takes that begins at `at`; nil if there is none.
  static func words(_ list: UnsafeBufferPointer<UInt64>, at: Int) -> Int? {
    guard at + 2 <= list.count else { return nil }
    let (reads, writes) = (Int(list[at] >> 8 & 0xff), Int(list[at] >> 16 & 0xff))
    let count = 2 + (reads + 1) / 2 + (writes + 1) / 2
    return reads <= wordsMax && writes <= wordsMax && at + count <= list.count ? count : nil
  }

  /// Becomes the one that begins at `at`; returns how many words it takes.
  func read(_ list: UnsafeBufferPointer<UInt64>, at: Int) -> Int {
    clear()
    traits = Traits(rawValue: UInt8(truncatingIfNeeded: list[at]))
    threads = list[at + 1]
    var k = at + 2
    for n in 0..<Int(list[at] >> 8 & 0xff) {
      read(UInt32(truncatingIfNeeded: list[k + n / 2] >> (n & 1 == 0 ? 0 : 32)))
    }
    k += (Int(list[at] >> 8 & 0xff) + 1) / 2
    for n in 0..<Int(list[at] >> 16 & 0xff) {
      write(UInt32(truncatingIfNeeded: list[k + n / 2] >> (n & 1 == 0 ? 0 : 32)))
    }
    return k + (Int(list[at] >> 16 & 0xff) + 1) / 2 - at
  }
}

// MARK: Observing a step

extension Stepper {
  /// Before a step of `t`: it goes on because of what it waits for.
  func beginFootprint(of t: Int) {
    footprint.clear()
    addWait(of: t)
  }

  /// After one operation, made by the driver itself or by the kernel.
  func addToFootprint(isMemory: Bool) {
    let f = footprint
    if isMemory {
      for a in accesses {
        for word in a.low / 8..<(a.high + 7) / 8 {
          if a.kind == .write { f.write(UInt32(word)) } else { f.read(UInt32(word)) }
        }
        f.read(StepFootprint.life(Int(a.object)))
      }
    } else {
      f.traits.insert(.looksAround)
    }
    for n in m.noted {
      let id = Machine.id(n.pointer)
      guard id > 0, id < Int(m.state[Word.objectCount]) else { continue }
      f.read(StepFootprint.life(id))
      let low = Int(m.objects[2 * id] >> 32) + Int(Machine.offset(n.pointer))
      guard n.count > 0, n.count < 8 * UInt64(StepFootprint.wordsMax) else {
        if n.count > 0 { f.traits.insert(.isAlone) }
        continue
      }
      for word in low / 8..<(low + Int(n.count) + 7) / 8 { f.read(UInt32(truncatingIfNeeded: word)) }
    }
  }

  /// After the step, which has begun at `mark`.
  func endFootprint(of t: Int, since mark: Int) {
    let f = footprint
    // What is asked, and how many answers there are, may depend on anything.
    guard m.isRunning, m.asked.isEmpty else {
      f.traits.insert(.isAlone)
      return
    }
    addWait(of: t)
    if arrives(t) { f.traits.insert(.looksAround) }
    // Objects and memory made in the step are new wherever they are: see `Fingerprints`.
    var firstObject = Int(m.state[Word.objectCount])
    var firstWord = (Int(m.state[Word.heapTop]) + 7) / 8
    let changes = shadow.changes(since: mark)
    for c in changes where c.index == Word.objectCount || c.index == Word.heapTop {
      if c.index == Word.objectCount {
        firstObject = min(firstObject, Int(c.old))
      } else {
        firstWord = min(firstWord, (Int(c.old) + 7) / 8)
      }
    }
    f.forget(objectsFrom: firstObject, wordsFrom: firstWord)
    for c in changes {
      if c.index >= shadow.heapAt {
        let word = c.index - shadow.heapAt
        if word < firstWord { f.write(UInt32(word)) }
      } else if c.index >= shadow.threadsAt {
        let slot = (c.index - shadow.threadsAt) / m.threadWords
        if slot == t {
          addOwn((c.index - shadow.threadsAt) % m.threadWords)
        } else {
          f.threads |= 1 << UInt64(slot)
          f.traits.insert(.isSeen)
        }
      } else if c.index >= shadow.objectsAt {
        let id = (c.index - shadow.objectsAt) / 2
        if id < firstObject { f.write(StepFootprint.life(id)) }
      } else {
        addGlobal(c, t)
      }
    }
  }

  /// Whether `t` has come to kernel code that looks what it has to wait for.
  private func arrives(_ t: Int) -> Bool {
    guard m.state[Word.alive] & (1 << UInt64(t)) != 0 else { return true }
    let pc = m.pc(t)
    guard pc > 1, m.code[pc].op == .callExternal else { return pc <= 1 }
    return m.externalTable[Int(UInt32(truncatingIfNeeded: m.code[pc].imm))].kind == .blocking
  }

  /// A word of the thread's own has changed.
  private func addOwn(_ word: Int) {
    switch word {
    case ThreadWord.registers, ThreadWord.savedPC, ThreadWord.headerCount...: break
    default: footprint.traits.insert(.isSeen)
    }
  }

  private func addGlobal(_ c: Shadow.Change, _ t: Int) {
    switch c.index {
    // Follows from what the waiting threads wait for, or is new wherever it is.
    case Word.enabled, Word.objectCount, Word.heapTop, Word.nextSequence: break
    case Word.modules..<Word.modules + Word.modulesMax: footprint.traits.insert(.isAlone)
    default: footprint.traits.insert(.isSeen)
    }
  }

  /// What `t` waits for. A wait for a word of memory reads it; others depend on what is not memory.
  private func addWait(of t: Int) {
    let bit: UInt64 = 1 << UInt64(t)
    guard m.state[Word.alive] & m.state[Word.waiting] & bit != 0 else { return }
    let wait = m.header(t)[ThreadWord.wait]
    let index = Int(wait & 0xffff_ffff)
    switch WaitKind(rawValue: UInt8(truncatingIfNeeded: wait >> 32)) ?? .none {
    case .none: break
    case .equal, .notEqual, .clear, .bitsClear, .rwLock, .set, .zero:
      if index >= shadow.heapAt {
        footprint.read(UInt32(index - shadow.heapAt))
      } else {
        footprint.traits.formUnion([.looksAround, .isSeen])
      }
    default: footprint.traits.insert(.isAlone)
    }
  }
}

extension StepFootprint {
  /// The life of an object, beside words of the heap.
  static func life(_ id: Int) -> UInt32 { 1 << 31 | UInt32(truncatingIfNeeded: id) }
}
