// Walking a thread's stack, for people.

/// One frame of a stack: a driver function, or a kernel routine.
public struct StackFrame: Sendable, Equatable {
  /// Index in `Program.functions`, nil for a kernel routine.
  public var function: Int?
  /// The kernel routine's name, nil for a driver function.
  public var routine: String?
  /// Index in `Program.locations`; 0 if unknown.
  public var location: Int
  /// Code index of the instruction that it stands at, for a frame below the top that of the call;
  /// 0 for a kernel routine.
  public var pc = 0
}

extension Machine {
  /// Calls `body` with the frames of thread `t`, innermost first, until it returns false: the code
  /// index in it, 0 for a kernel routine, and its words.
  func forEachFrame(
    of t: Int, _ body: (_ pc: Int, _ base: UnsafeMutablePointer<UInt64>) -> Bool
  ) {
    let h = header(t)
    var pc = self.pc(t)
    if pc == 1 { pc = Int(h[ThreadWord.savedPC]) }
    var fp = self.fp(t)
    while fp != 0 {
      let base = h + fp
      if !body(pc, base) { return }
      pc = Int(truncatingIfNeeded: base[0] & 0xffff_ffff)
      if pc == 1 { pc = Int(h[ThreadWord.savedPC]) }
      // A return address is one past the call.
      if pc > 1 { pc -= 1 }
      fp = Int(truncatingIfNeeded: (base[0] >> 32) & 0xffff)
    }
  }

  /// The frames of thread `t`, innermost first, at most 64.
  public func stack(of t: Int) -> [StackFrame] {
    var frames: [StackFrame] = []
    forEachFrame(of: t) { pc, base in
      if pc == 0 {
        frames.append(
          StackFrame(
            function: nil, routine: KernelTable.routineName(Frame(words: base).routine),
            location: 0))
      } else {
        frames.append(
          StackFrame(
            function: function(at: pc), routine: nil,
            location: Int(program.locationOf[pc]), pc: pc))
      }
      return frames.count < 64
    }
    return frames
  }

  /// The function whose code holds index `pc`.
  func function(at pc: Int) -> Int? {
    var low = 0
    var high = program.functions.count
    while low < high {
      let mid = (low + high) / 2
      if program.functions[mid].end <= pc { low = mid + 1 } else { high = mid }
    }
    guard low < program.functions.count, program.functions[low].entry <= pc else { return nil }
    return low
  }

  /// Whether the thread has a frame in the text of `module`, or only in its init text.
  func isInText(_ t: Int, module: Int, initOnly: Bool = false) -> Bool {
    for frame in stack(of: t) {
      if let f = frame.function, program.functions[f].module == module,
        !initOnly || program.functions[f].isInit
      {
        return true
      }
    }
    return false
  }
}
