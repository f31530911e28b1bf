// A fingerprint of what matters of a state. Two states with the same future get the same one as
// often as can be proved cheaply; two with different futures differ, but for the luck of 128 bits.
//
// What does not matter, and is left out or made relative:
// - registers that are not read again (`LiveRegisters`), stack above the top, waits that are over;
// - the bytes of freed objects, and the numbers of objects made in the run: they are numbered in
//   the order in which a walk from the threads and the older objects meets them;
// - the clock: times count from now (see `Tagged`);
// - the numbers of thread instances: only the order of those of one kind counts;
// - which is which of threads that do the same (see `EqualThreads`);
// - counters that no kernel routine looks at.

/// Works out fingerprints of the states of one machine.
final class Fingerprints {
  /// Which of the simplifications are made. Switched off one by one in tests.
  struct Options {
    var deadRegisters = true
    var numbersObjects = true
    var relativeTime = true
    var relativeSequences = true
    var equalThreads = true
    /// For tests, without `equalThreads`: ends of runs in which equal threads have changed places are
    /// taken for one another.
    var equalEnds = false
  }

  let m: Machine
  let shadow: Shadow
  let live: LiveRegisters
  let options: Options
  /// Objects with smaller numbers exist in every state: they keep their numbers.
  private(set) var firstDynamic = 1
  /// By object: its number in the walk, and in which walk it was met.
  private let numbers: UnsafeMutablePointer<UInt32>
  private let walks: UnsafeMutablePointer<UInt32>
  private var walk: UInt32 = 0
  // Objects that exist in every state and hold nothing that is made relative are hashed when they
  // change; the sum of their hashes is kept.
  private let hashes: UnsafeMutablePointer<Fingerprint>
  private var sum = Fingerprint(low: 0, high: 0)
  // The same for the words that are no object's.
  private var globalsHash = Fingerprint(low: 0, high: 0)
  private let relativeGlobals: UnsafeMutablePointer<UInt8>
  private var relativeGlobalsCount = 0
  /// A bit for each of the objects that exist in every state and do hold such a thing.
  private let relative: UnsafeMutablePointer<UInt64>
  /// By heap word: the bits that do not count. nil where there are no counters.
  private var countedBits: UnsafeMutablePointer<UInt64>?
  private var countedWords = 0
  private let queue: UnsafeMutablePointer<Int32>
  private var queued = 0
  private var drained = 0
  private var f = Fingerprint(low: 0, high: 0)
  private var jiffies: UInt64 = 0
  private(set) var clock: UInt64 = 0
  // The same for threads: whether the hash of a thread is kept (4), with how it waits.
  let threadHashes: UnsafeMutablePointer<Fingerprint>
  let threadIsKept: UnsafeMutablePointer<UInt8>
  /// The words of one thread that count, and which of them may hold anything.
  let gathered: UnsafeMutablePointer<UInt64>
  let gatheredIsValue: UnsafeMutablePointer<Bool>
  var gatheredCount = 0
  /// Whether one of them is relative.
  var isRelative = false
  let places: ThreadPlaces

  init(_ machine: Machine, _ shadow: Shadow, _ options: Options = Options()) {
    m = machine
    self.shadow = shadow
    places = ThreadPlaces(machine, shadow)
    hashes = .allocate(capacity: machine.limits.objectsMax)
    hashes.initialize(
      repeating: Fingerprint(low: 0, high: 0), count: machine.limits.objectsMax)
    relative = .allocate(capacity: machine.limits.objectsMax / 64 + 1)
    relative.initialize(repeating: 0, count: machine.limits.objectsMax / 64 + 1)
    threadHashes = .allocate(capacity: 64)
    threadHashes.initialize(repeating: Fingerprint(low: 0, high: 0), count: 64)
    threadIsKept = .allocate(capacity: 64)
    threadIsKept.initialize(repeating: 0, count: 64)
    gathered = .allocate(capacity: 2 * machine.threadWords)
    gatheredIsValue = .allocate(capacity: 2 * machine.threadWords)
    live = LiveRegisters(machine.program)
    var options = options
    // Who has made an access tells threads apart.
    if machine.races != nil { (options.equalThreads, options.equalEnds) = (false, false) }
    self.options = options
    relativeGlobals = .allocate(capacity: Word.count)
    numbers = .allocate(capacity: machine.limits.objectsMax)
    numbers.initialize(repeating: 0, count: machine.limits.objectsMax)
    walks = .allocate(capacity: machine.limits.objectsMax)
    walks.initialize(repeating: 0, count: machine.limits.objectsMax)
    queue = .allocate(capacity: machine.limits.objectsMax)
  }

  deinit {
    numbers.deallocate()
    walks.deallocate()
    queue.deallocate()
    hashes.deallocate()
    relative.deallocate()
    relativeGlobals.deallocate()
    threadHashes.deallocate()
    threadIsKept.deallocate()
    gathered.deallocate()
    gatheredIsValue.deallocate()
    countedBits?.deallocate()
  }

  /// Objects below `fixed` exist in every state, and these counters do not count.
  func start(fixed: Int, _ counters: CounterRanges) {
    firstDynamic = fixed
    countedBits?.deallocate()
    countedBits = nil
    countedWords = 0
    if let end = counters.ranges.map(\.upperBound).max() {
      countedWords = (end + 7) / 8
      let bits = UnsafeMutablePointer<UInt64>.allocate(capacity: countedWords)
      bits.initialize(repeating: 0, count: countedWords)
      for r in counters.ranges {
        for byte in r { bits[byte / 8] |= 0xff << UInt64(8 * (byte % 8)) }
      }
      countedBits = bits
    }
    hashes.update(repeating: Fingerprint(low: 0, high: 0), count: m.limits.objectsMax)
    relative.update(repeating: 0, count: m.limits.objectsMax / 64 + 1)
    sum = Fingerprint(low: 0, high: 0)
    threadIsKept.update(repeating: 0, count: 64)
    shadow.touched.update(repeating: .max, count: shadow.touchedWords)
    shadow.touchedGlobals.pointee = true
  }

  /// The fingerprint of the machine's state together with what the search knows of it.
  ///
  /// - Parameters:
  ///   - running: the thread that runs, -1 where that does not count.
  func fingerprint(_ stepper: Stepper?, running: Int = -1, extra: UInt64 = 0) -> Fingerprint {
    walk &+= 1
    queued = 0
    drained = 0
    f = Fingerprint(low: 0x9e37_79b9_7f4a_7c15, high: 0xd6e8_feb8_6659_fd93)
    clock = m.state[Word.clock]
    jiffies = Time.jiffies(m)
    let count = Int(m.state[Word.objectCount])
    let first = min(firstDynamic, count)
    places.findOwnedWords()
    rehashTouched(first)
    mix(sum.low)
    mix(sum.high)
    globals()
    for k in 0..<(first + 63) / 64 {
      var bits = relative[k]
      while bits != 0 {
        let id = k &* 64 &+ bits.trailingZeroBitCount
        bits &= bits &- 1
        mix(UInt64(id))
        object(id)
      }
    }
    drain()
    arrange(stepper)
    masks()
    threads()
    drain()
    // What nothing points to any more is still there for the leak check.
    for id in first..<count where walks[id] != walk && m.isLive(id) {
      // The kernel's own list nodes count only for what they would keep from being a leak.
      if m.kind(id) == .record, !pointsToHeap(id) { continue }
      meet(id)
      drain()
    }
    if let stepper {
      var mask = places.placed(stepper.pendingMask)
      while mask != 0 {
        let place = mask.trailingZeroBitCount
        mask &= mask &- 1
        for access in stepper.pending(places.thread(at: place)) {
          access.mix(into: self, thread: place)
        }
      }
      for d in stepper.departed { d.mix(into: self) }
    }
    drain()
    if stepper != nil, let races = m.races, races.isOn {
      races.writeHistory(m)
      if stepper?.fault != .historyForgotten { races.mixHistory(into: self) }
    }
    mix(UInt64(bitPattern: Int64(running < 0 ? running : places.place(of: running))) ^ extra)
    return f.finished
  }

  // MARK: Mixing

  @inline(__always)
  func mix(_ w: UInt64) { f.mix(w) }

  /// A word that may hold anything.
  @inline(__always)
  func mixValue(_ w: UInt64) {
    let high = (w &+ 0x8000_0000) >> 32
    if high &- 1 >= 0x3fff_ffff { mix(w); return }
    mixTagged(w, high)
  }

  private func mixTagged(_ w: UInt64, _ high: UInt64) {
    if options.relativeTime {
      if Tagged.isClock(w) {
        mix(0xc10c_0000_0000_0000 ^ (w &- clock &+ clock % Time.nanosecondsPerJiffy))
        return
      }
      if Tagged.isJiffies(w) {
        mix(0x71ff_0000_0000_0000 ^ (w &- jiffies))
        return
      }
    }
    if options.relativeSequences, Tagged.isSequence(w) {
      sequence(w)
      return
    }
    let id = Int(high)
    guard options.numbersObjects, id >= firstDynamic, id < Int(m.state[Word.objectCount]) else {
      mix(w)
      return
    }
    // The offset may be negative: then it has borrowed from the number.
    mix(0x0b1e_0000_0000_0000 ^ UInt64(meet(id)) << 32 ^ (w & 0xffff_ffff))
  }

  /// Bytes of the heap that belong to an object.
  func mixRange(object id: Int, _ low: Int, _ high: Int) {
    let base = Int(m.objects[2 * id] >> 32)
    mix(UInt64(isFixed(id) ? id : 1 << 20 + meet(id)))
    mix(UInt64(bitPattern: Int64(low - base)))
    mix(UInt64(bitPattern: Int64(high - base)))
  }

  /// An address, told by the number that the walk has given its object.
  func placed(_ p: Pointer) -> UInt64 {
    let number = knownNumber(Machine.id(p))
    return number == 0 ? p : UInt64(number) << 32 | p & 0xffff_ffff | 1 << 62
  }

  /// The same for a byte of the heap.
  func placed(heapByte byte: Int) -> UInt64 {
    let id = m.object(atHeapByte: byte)
    return placed(UInt64(id) << 32 | UInt64(byte) - m.objects[2 * id] >> 32)
  }

  /// The number of an object that the walk has met.
  @discardableResult
  func meet(_ id: Int) -> Int {
    if walks[id] != walk {
      walks[id] = walk
      numbers[id] = UInt32(queued)
      queue[queued] = Int32(id)
      queued += 1
    }
    return Int(numbers[id])
  }

  /// The number of an object if the walk has met it.
  func knownNumber(_ id: Int) -> Int {
    if isFixed(id) { return id }
    return walks[id] == walk ? 1 << 20 + Int(numbers[id]) : 0
  }

  /// Whether an object keeps its number in every state.
  func isFixed(_ id: Int) -> Bool { !options.numbersObjects || id < firstDynamic }

  /// A number of a thread instance that is kept somewhere: which live threads are not younger.
  private func sequence(_ w: UInt64) {
    if places.isAmongEqual(w) {
      // It names one of them, who is told apart.
      mix(w)
      return
    }
    var older: UInt64 = 0
    var same: UInt64 = 0
    m.forEachThread { t in
      let s = m.sequence(t)
      // All of a group are older, or none.
      if s <= w { older |= 1 << UInt64(places.firstOfGroup(t, s)) }
      if s == w, !places.mayMove(t) { same = UInt64(t) + 1 }
    }
    mix(0x5e90_0000_0000_0000 ^ older)
    mix(same)
  }

  // MARK: The parts of a state

  private func globals() {
    if shadow.touchedGlobals.pointee {
      shadow.touchedGlobals.pointee = false
      rehashGlobals()
    }
    mix(globalsHash.low)
    mix(globalsHash.high)
    for k in 0..<relativeGlobalsCount {
      let index = Int(relativeGlobals[k])
      mix(UInt64(index))
      mixValue(m.state[index])
    }
    mix(options.relativeTime ? clock % Time.nanosecondsPerJiffy : clock)
    if !options.numbersObjects {
      mix(m.state[Word.objectCount])
      mix(m.state[Word.heapTop])
    }
    if !options.relativeSequences { mix(m.state[Word.nextSequence]) }
    if places.freedom != .all { mix(m.state[Word.distinct]) }
  }

  /// Hashes the words that are no object's and no thread's, but for those that are always looked at
  /// and those that hold something relative.
  private func rehashGlobals() {
    var h = Fingerprint(low: 0x3c6e_f372_fe94_f82b, high: 0xa54f_f53a_5f1d_36f1)
    relativeGlobalsCount = 0
    for k in 0..<Word.count where !Shadow.isAlwaysHashed(k) {
      let w = m.state[k]
      if w == 0 { continue }
      if isRelative(w) {
        relativeGlobals[relativeGlobalsCount] = UInt8(k)
        relativeGlobalsCount += 1
      } else {
        h.mix(UInt64(k))
        h.mix(w)
      }
    }
    globalsHash = h.finished
  }

  /// The words that name threads.
  private func masks() {
    for k in Word.enabled...Word.timed { mix(places.placed(m.state[k])) }
    mix(places.placed(m.state[Word.essential]))
    mix(places.placed(m.state[Word.interrupted]))
    mix(places.placed(number: m.state[Word.miscLock]))
  }

  private func drain() {
    while drained < queued {
      let id = Int(queue[drained])
      drained += 1
      object(id)
    }
  }

  private func object(_ id: Int) {
    let entry = m.objects[2 * id]
    let about = m.objects[2 * id + 1]
    let size = entry & 0xffff_ffff
    mix(about ^ size << 40)
    guard size != 0, about >> 8 & ObjectFlag.readOnly == 0 else { return }
    let base = UnsafeRawPointer(m.heap + Int(entry >> 32))
    let words = Int(size) / 8
    let at = Int(entry >> 32) / 8
    var present: UInt64 = 0
    for k in 0..<words {
      let w = counting(base.load(fromByteOffset: 8 * k, as: UInt64.self), at &+ k)
      if w != 0 {
        mixValue(w)
        present |= 1 << UInt64(k & 63)
      }
      if k & 63 == 63 {
        mix(present)
        present = 0
      }
    }
    mix(present)
    let left = Int(size) % 8
    if left != 0 {
      var w: UInt64 = 0
      for j in 0..<left {
        w |= UInt64(base.load(fromByteOffset: 8 * words + j, as: UInt8.self)) << UInt64(8 * j)
      }
      mix(counting(w, at &+ words))
    }
  }

  /// A word of the heap without the bits that do not count.
  @inline(__always)
  private func counting(_ w: UInt64, _ index: Int) -> UInt64 {
    var w = w
    if places.ownedCount != 0 { w = places.withoutOwner(w, index) }
    guard let bits = countedBits, index < countedWords else { return w }
    return w & ~bits[index]
  }

  /// Hashes the objects anew that exist in every state and have changed.
  private func rehashTouched(_ first: Int) {
    for k in 0..<(first + 63) / 64 {
      var bits = shadow.touched[k]
      if bits == 0 { continue }
      shadow.touched[k] = 0
      while bits != 0 {
        let id = k &* 64 &+ bits.trailingZeroBitCount
        bits &= bits &- 1
        if id == 0 || id >= first { continue }
        let old = hashes[id]
        sum.low &-= old.low
        sum.high &-= old.high
        if let new = hash(id) {
          hashes[id] = new
          sum.add(new)
          relative[k] &= ~(1 << UInt64(id & 63))
        } else {
          hashes[id] = Fingerprint(low: 0, high: 0)
          relative[k] |= 1 << UInt64(id & 63)
        }
      }
    }
  }

  /// The hash of an object that exists in every state; nil if it holds something relative.
  private func hash(_ id: Int) -> Fingerprint? {
    let entry = m.objects[2 * id]
    let about = m.objects[2 * id + 1]
    let size = entry & 0xffff_ffff
    var f = Fingerprint(low: 0x9e37_79b9_7f4a_7c15 ^ UInt64(id), high: 0xd6e8_feb8_6659_fd93)
    f.mix(about ^ size << 40)
    guard size != 0, about >> 8 & ObjectFlag.readOnly == 0 else { return f.finished }
    let at = Int(entry >> 32)
    let base = UnsafeRawPointer(m.heap + at)
    let words = Int(size) / 8
    var present: UInt64 = 0
    for k in 0..<words {
      let w = counting(base.load(fromByteOffset: 8 * k, as: UInt64.self), at / 8 &+ k)
      if w != 0 {
        if isRelative(w) { return nil }
        f.mix(w)
        present |= 1 << UInt64(k & 63)
      }
      if k & 63 == 63 {
        f.mix(present)
        present = 0
      }
    }
    f.mix(present)
    let left = Int(size) % 8
    if left != 0 {
      var w: UInt64 = 0
      for j in 0..<left {
        w |= UInt64(base.load(fromByteOffset: 8 * words + j, as: UInt8.self)) << UInt64(8 * j)
      }
      f.mix(counting(w, at / 8 &+ words))
    }
    return f.finished
  }

  /// Whether a word could be a time, an instance number, or a pointer to an object of a run.
  @inline(__always)
  func isRelative(_ w: UInt64) -> Bool {
    let high = (w &+ 0x8000_0000) >> 32
    if high &- 1 >= 0x3fff_ffff { return false }
    if options.relativeTime, Tagged.isClock(w) || Tagged.isJiffies(w) { return true }
    if options.relativeSequences, Tagged.isSequence(w) { return true }
    return options.numbersObjects && high >= UInt64(firstDynamic)
      && high < UInt64(m.limits.objectsMax)
  }

  private func pointsToHeap(_ id: Int) -> Bool {
    let base = UnsafeRawPointer(m.heap + Int(m.objects[2 * id] >> 32))
    for k in 0..<m.size(id) / 8 {
      let target = Machine.id(base.load(fromByteOffset: 8 * k, as: UInt64.self))
      if target >= firstDynamic, m.kind(target) == .heap || m.kind(target) == .kernel { return true }
    }
    return false
  }
}
