// What of a thread goes into a fingerprint. Threads that hold nothing relative are hashed when they
// have changed.

extension Fingerprints {
  /// Adds all threads.
  func threads() {
    var sum = Fingerprint(low: 0, high: 0)
    let touched = shadow.touchedThreads.pointee
    shadow.touchedThreads.pointee = 0
    var alive = m.state[Word.alive]
    while alive != 0 {
      let t = alive.trailingZeroBitCount
      let bit: UInt64 = 1 << UInt64(t)
      alive &= alive &- 1
      if options.relativeSequences {
        let older = rank(t)
        if older != 0 { mix(UInt64(t) << 32 | older) }
      }
      // What a wait means depends on these, too.
      let waits: UInt8 =
        (m.state[Word.waiting] & bit != 0 ? 1 : 0) | (m.state[Word.timed] & bit != 0 ? 2 : 0)
      if touched & bit == 0, threadIsKept[t] == 4 | waits {
        sum.low &+= threadHashes[t].low
        sum.high &+= threadHashes[t].high
        continue
      }
      gather(t)
      if isRelative {
        threadIsKept[t] = 0
        mix(UInt64(t))
        for k in 0..<gatheredCount {
          if gatheredIsValue[k] { mixValue(gathered[k]) } else { mix(gathered[k]) }
        }
      } else {
        var h = Fingerprint(
          low: 0x51_7cc1_b727_220a ^ UInt64(t), high: 0x2b99_2ddf_a232_49d6)
        for k in 0..<gatheredCount { h.mix(gathered[k]) }
        h = h.finished
        threadHashes[t] = h
        threadIsKept[t] = 4 | waits
        sum.low &+= h.low
        sum.high &+= h.high
      }
    }
    mix(sum.low)
    mix(sum.high)
  }

  /// How many of the threads of the same kind are older.
  private func rank(_ t: Int) -> UInt64 {
    let h = m.header(t)
    let kind = h[ThreadWord.context] >> ContextPart.kindShift
    let sequence = h[ThreadWord.sequence]
    var n: UInt64 = 0
    m.forEachThread { u in
      let o = m.header(u)
      if o[ThreadWord.sequence] < sequence,
        o[ThreadWord.context] >> ContextPart.kindShift == kind
      {
        n &+= 1
      }
    }
    return n
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
    header(ThreadWord.cookie)
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
    plain(w >> 32)
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
        for k in 2..<max(2, min(Frame.count, end - fp)) where base[k] != 0 {
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
