// What of a thread goes into a fingerprint. Threads that hold nothing relative are hashed when they
// have changed.

extension Fingerprints {
  /// Adds all threads.
  func threads() {
    var sum = Fingerprint(low: 0, high: 0)
    var mask = places.placed(m.state[Word.alive])
    while mask != 0 {
      let place = mask.trailingZeroBitCount
      mask &= mask &- 1
      let t = places.thread(at: place)
      if options.relativeSequences {
        let older = rank(t)
        if older != 0 { mix(UInt64(place) << 32 | older) }
      }
      // What names other threads is no part of what is kept.
      let names = places.names(t)
      if let h = kept(t) {
        if places.isEqual(t) || names != 0 {
          var named = h
          named.mix(UInt64(place) << 32 ^ names)
          named = named.finished
          sum.low &+= named.low
          sum.high &+= named.high
        } else {
          sum.low &+= h.low
          sum.high &+= h.high
        }
      } else {
        mix(UInt64(place))
        mix(names)
        for k in 0..<gatheredCount {
          if gatheredIsValue[k] { mixValue(gathered[k]) } else { mix(gathered[k]) }
        }
      }
    }
    mix(sum.low)
    mix(sum.high)
  }

  /// The hash of what `t` is; nil if it holds something relative: then its words are gathered.
  private func kept(_ t: Int) -> Fingerprint? {
    let bit: UInt64 = 1 << UInt64(t)
    // What a wait means depends on these, too.
    let waits: UInt8 =
      (m.state[Word.waiting] & bit != 0 ? 1 : 0) | (m.state[Word.timed] & bit != 0 ? 2 : 0)
    if shadow.touchedThreads.pointee & bit == 0, threadIsKept[t] == 4 | waits {
      return threadHashes[t]
    }
    gather(t)
    if isRelative {
      threadIsKept[t] = 0
      return nil
    }
    shadow.touchedThreads.pointee &= ~bit
    let number = places.isEqual(t) ? 64 : UInt64(t)
    var h = Fingerprint(low: 0x51_7cc1_b727_220a ^ number, high: 0x2b99_2ddf_a232_49d6)
    for k in 0..<gatheredCount { h.mix(gathered[k]) }
    h = h.finished
    threadHashes[t] = h
    threadIsKept[t] = 4 | waits
    return h
  }

  /// How many of the threads of the same kind are older.
  private func rank(_ t: Int) -> UInt64 {
    let kind = m.header(t)[ThreadWord.context] >> ContextPart.kindShift
    let sequence = places.sequence(t)
    var n: UInt64 = 0
    m.forEachThread { u in
      if places.sequence(u) < sequence,
        m.header(u)[ThreadWord.context] >> ContextPart.kindShift == kind
      {
        n &+= 1
      }
    }
    return n
  }

  // MARK: The order of equal threads

  /// Puts the equal threads in an order that does not depend on which is which.
  func arrange(_ stepper: Stepper?) {
    places.begin()
    if places.groups.isEmpty { return }
    for g in places.groups.indices {
      places.arrange(g) { t in
        var key = kept(t)?.low ?? gatheredKey()
        let bit: UInt64 = 1 << UInt64(t)
        for k in [Word.enabled, Word.interrupted] where m.state[k] & bit != 0 {
          key = (key ^ UInt64(k)) &* 0x9e37_79b9_7f4a_7c15
        }
        key = (key ^ places.ownedBits(t)) &* 0x9e37_79b9_7f4a_7c15
        if let stepper, stepper.pendingMask & bit != 0 {
          for p in stepper.pending(t) {
            let base = Int(m.objects[2 * Int(p.object)] >> 32)
            var at = UInt64(bitPattern: Int64(p.low &- base)) << 32
            if isFixed(Int(p.object)) { at ^= UInt64(p.object) }
            key = (key ^ at ^ UInt64(p.site) << 8 ^ UInt64(p.kind.rawValue))
              &* 0x9e37_79b9_7f4a_7c15
            key ^= key >> 29
          }
        }
        return key
      }
    }
  }

  /// A number for the words that were gathered, whatever the numbers of objects are.
  private func gatheredKey() -> UInt64 {
    var h = Fingerprint(low: 0x71_7cc1_b727_220a, high: 0x2b99_2ddf_a232_49d6)
    for k in 0..<gatheredCount {
      let w = gathered[k]
      if !gatheredIsValue[k] || !isRelative(w) {
        h.mix(w)
      } else if Tagged.isClock(w) {
        h.mix(w &- clock)
      } else if !Tagged.isJiffies(w), !Tagged.isSequence(w) {
        let id = Int((w &+ 0x8000_0000) >> 32)
        h.mix(UInt64(knownNumber(id)) << 32 ^ w & 0xffff_ffff)
      }
    }
    return h.finished.low
  }

  // MARK: The words of a thread

  @inline(__always)
  private func plain(_ w: UInt64) {
    gathered[gatheredCount] = w
    gatheredIsValue[gatheredCount] = false
    gatheredCount &+= 1
  }

  /// A word that may hold anything.
  @inline(__always)
  private func value(_ w: UInt64) {
    gathered[gatheredCount] = w
    gatheredIsValue[gatheredCount] = true
    gatheredCount &+= 1
    if isRelative(w) { isRelative = true }
  }


  private func gather(_ t: Int) {
    gatheredCount = 0
    isRelative = false
    let h = m.header(t)
    let bit: UInt64 = 1 << UInt64(t)
    plain(h[ThreadWord.registers])
    plain(h[ThreadWord.context])
    plain(h[ThreadWord.savedPC])
    if !options.relativeSequences { plain(h[ThreadWord.sequence]) }
    // Zeros are not mixed; a mask tells where they are.
    var present: UInt64 = 0
    @inline(__always) func header(_ k: Int) {
      if h[k] != 0 {
        value(h[k])
        present |= 1 << UInt64(k)
      }
    }
    header(ThreadWord.subject)
    header(ThreadWord.function)
    if let list = places.list(t) {
      // The number of its list of actions, and of that of its equals, is that of the first.
      value(list)
    } else {
      header(ThreadWord.cookie)
    }
    header(ThreadWord.phase)
    header(ThreadWord.heldCount)
    header(ThreadWord.taskState)
    header(ThreadWord.flags)
    header(ThreadWord.files)
    header(ThreadWord.task)
    header(ThreadWord.interruptedBy)
    if h[ThreadWord.heldCount] != 0 {
      for k in 0..<ThreadWord.heldMax {
        header(ThreadWord.held + k)
        header(ThreadWord.heldInfo + k)
      }
    }
    plain(present)
    if m.state[Word.waiting] & bit != 0 {
      wait(h)
      if options.relativeSequences, Tagged.isSequence(h[ThreadWord.waitValue]) {
        // The wait's word is the instance number of the thread waited for.
        let index = Int(h[ThreadWord.wait] & 0xffff_ffff)
        plain(m.state[index] == h[ThreadWord.waitValue] ? 1 : 0)
        isRelative = true
      } else {
        value(h[ThreadWord.waitValue])
      }
      if m.state[Word.timed] & bit != 0 {
        // One that has passed is due, however long ago.
        value(
          options.relativeTime ? max(h[ThreadWord.deadline], clock) : h[ThreadWord.deadline])
      }
    }
    stack(t, h)
  }

  /// A wait: the word that it looks at is named by its object.
  private func wait(_ h: UnsafeMutablePointer<UInt64>) {
    let w = h[ThreadWord.wait]
    let index = Int(w & 0xffff_ffff)
    let kind = WaitKind(rawValue: UInt8(truncatingIfNeeded: w >> 32)) ?? .none
    // The thread that has to act is added elsewhere: see `ThreadPlaces.names`.
    plain(w >> 32 & 0xff)
    guard kind != .noneRunning, index >= shadow.heapAt else {
      plain(UInt64(index))
      return
    }
    let byte = 8 * (index - shadow.heapAt)
    let id = m.object(atHeapByte: byte)
    value(UInt64(id) << 32 | (UInt64(byte) - m.objects[2 * id] >> 32))
  }

  private func stack(_ t: Int, _ h: UnsafeMutablePointer<UInt64>) {
    var pc = m.pc(t)
    var fp = m.fp(t)
    var end = m.sp(t)
    var destination = Int(noRegister)
    while fp >= ThreadWord.headerCount {
      let base = h + fp
      plain(base[0])
      if pc == 0 {
        plain(base[1])
        var present: UInt64 = 0
        let isActor = fp == ThreadWord.headerCount && places.isEqual(t)
        for k in 2..<max(2, min(Frame.count, end - fp)) where base[k] != 0 {
          if isActor, k == Frame.argumentsAt { continue }
          value(base[k])
          present |= 1 << UInt64(k)
        }
        plain(present)
      } else {
        let count = end - fp - 1
        var first = 0
        while first < count {
          // Code index 1 is text that was freed: nothing is read there any more.
          var bits: UInt64 = .max
          if options.deadRegisters { bits = pc == 1 ? 0 : live.mask(first / 64, at: pc) }
          if destination >= first, destination < first + 64, options.deadRegisters {
            bits &= ~(1 << UInt64(destination - first))
          }
          if count - first < 64 { bits &= (1 << UInt64(count - first)) - 1 }
          var present: UInt64 = 0
          while bits != 0 {
            let r = bits.trailingZeroBitCount
            bits &= bits &- 1
            let w = base[1 + first + r]
            if w != 0 {
              value(w)
              present |= 1 << UInt64(r)
            }
          }
          plain(present)
          first += 64
        }
      }
      pc = Int(truncatingIfNeeded: base[0] & 0xffff_ffff)
      destination = Int(base[0] >> 48)
      end = fp
      fp = Int(truncatingIfNeeded: (base[0] >> 32) & 0xffff)
    }
  }
}
