// One step. A thread rests before a visible operation; a step carries it out and then runs on
// through everything local, to rest before the next one.

extension Machine {
  /// Lets thread `t`, which must be enabled, take one step; with `most` > 1 it goes on through up
  /// to that many plain memory accesses, as long as nothing else could have become able to step.
  /// Returns the number of visible operations carried out.
  @discardableResult
  public func step(_ t: Int, most: Int = 1) -> Int {
    let before = steps
    current = t
    if isWatched {
      willStep(t)
      if !isRunning { return raced(t) }
    }
    if state[Word.waiting] & (1 << UInt64(t)) != 0 { endWait(t) }
    interpret(t, budget: min(most, max(1, limits.stepsMax &- before)))
    if isDirty, state[Word.waiting] != 0 { refresh() }
    if isWatched {
      recorder?.didStep(t, self)
      races?.didStep(t, self)
    }
    if steps >= limits.stepsMax, isRunning { ending = .bounded }
    return steps &- before
  }

  /// Writes the step down, for those who want to know.
  @inline(never)
  private func willStep(_ t: Int) {
    if logsSchedule, hasStarted { log.append(UInt16(truncatingIfNeeded: t)) }
    if let recorder {
      // A wait that is over is seen as over.
      if state[Word.waiting] & (1 << UInt64(t)) != 0 { endWait(t) }
      recorder.willStep(t, self)
    }
    races?.willStep(t, self)
  }

  /// The access that `t` was about to make races with an earlier one: it is the run's last step.
  @inline(never)
  private func raced(_ t: Int) -> Int {
    steps &+= 1
    recorder?.didStep(t, self)
    return 1
  }

  /// The wait of `t`, which is enabled, is over.
  @inline(never)
  private func endWait(_ t: Int) {
    let bit: UInt64 = 1 << UInt64(t)
    if state[Word.timed] & bit != 0 { advanceClock(t) }
    state[Word.waiting] &= ~bit
    state[Word.timed] &= ~bit
    header(t)[ThreadWord.wait] &= ~(0xff << 32)
    isDirty = true
  }

  private func advanceClock(_ t: Int) {
    let h = header(t)
    let deadline = h[ThreadWord.deadline]
    // A wait that ended before its deadline does not move the clock.
    let kind = WaitKind(rawValue: UInt8(truncatingIfNeeded: h[ThreadWord.wait] >> 32)) ?? .none
    let word = state[Int(h[ThreadWord.wait] & 0xffff_ffff)]
    switch kind {
    case .notEqualOrDeadline where word != h[ThreadWord.waitValue],
      .setOrDeadline where word & h[ThreadWord.waitValue] != 0, .zeroOrDeadline where word == 0:
      return
    default: break
    }
    if deadline > state[Word.clock] {
      state[Word.clock] = deadline
      Time.clockMoved(self)
    }
  }

  /// Carries out up to `budget` visible operations of thread `t` and the local ones after them.
  @inline(__always)
  private func interpret(_ t: Int, budget: Int) {
    let h = header(t)
    let code = self.code
    var pc = Int(truncatingIfNeeded: h[ThreadWord.registers] & 0xffff_ffff)
    var r = h + Int(truncatingIfNeeded: (h[ThreadWord.registers] >> 32) & 0xffff) + 1
    var left = budget
    var localsLeft = limits.localInstructionsMax

    loop: while true {
      let i = code[pc]
      switch i.op {
      // MARK: Visible
      case .load, .loadMarked:
        if left == 0 { break loop }
        left &-= 1
        steps &+= 1
        let p = r[Int(i.a)] &+ UInt64(bitPattern: i.imm)
        if let b = plainBytes(p, UInt64(i.size)) {
          r[Int(i.dst)] = Self.read(b, i.size)
        } else {
          rest(t, pc)
          r[Int(i.dst)] = reportAccess(p, Int(i.size), .read)
          if !isRunning { return }
        }
        pc &+= 1
      case .store, .storeMarked:
        if left == 0 { break loop }
        left &-= 1
        steps &+= 1
        let p = r[Int(i.a)] &+ UInt64(bitPattern: i.imm)
        if let b = plainBytes(p, UInt64(i.size)) {
          Self.write(b, i.size, r[Int(i.b)])
        } else {
          rest(t, pc)
          reportAccess(p, Int(i.size), .write)
          if !isRunning { return }
        }
        pc &+= 1
      case .rmw:
        if left == 0 { break loop }
        left = 0
        steps &+= 1
        let p = r[Int(i.a)]
        if let b = plainBytes(p, UInt64(i.size)) {
          let old = Self.read(b, i.size)
          Self.write(
            b, i.size, Self.combine(old, r[Int(i.b)], RMWOperation(rawValue: i.imm), i.size))
          if i.dst != noRegister { r[Int(i.dst)] = old }
        } else {
          rest(t, pc)
          reportAccess(p, Int(i.size), .write)
          if !isRunning { return }
          if i.dst != noRegister { r[Int(i.dst)] = 0 }
        }
        pc &+= 1
      case .cmpxchg:
        if left == 0 { break loop }
        left = 0
        steps &+= 1
        let p = r[Int(i.a)]
        if let b = plainBytes(p, UInt64(i.size)) {
          let old = Self.read(b, i.size)
          if old == r[Int(i.b)] & Self.mask(i.size &* 8) {
            Self.write(b, i.size, r[Int(i.imm)])
          }
          r[Int(i.dst)] = old
        } else {
          rest(t, pc)
          reportAccess(p, Int(i.size), .write)
          if !isRunning { return }
          r[Int(i.dst)] = 0
        }
        pc &+= 1
      case .memcpy, .memset:
        if left == 0 { break loop }
        left = 0
        steps &+= 1
        rest(t, pc)
        block(i, r)
        if !isRunning { return }
        pc &+= 1
      case .callExternal:
        // Arriving at a call comes before the call itself: it may have to wait, or be in the
        // wrong context. Only a thread that rests here has arrived.
        let external = Int(UInt32(truncatingIfNeeded: i.imm))
        rest(t, pc)
        if left != budget {
          arrive(t, external, Int(i.imm >> 32), r, i.dst, pc)
          return
        }
        left = 0
        steps &+= 1
        isDirty = true
        gather(Int(i.imm >> 32), r)
        let value = callValue(t, external)
        if !isRunning { return }
        if i.dst != noRegister { r[Int(i.dst)] = value }
        pc &+= 1
        // The call may have put this thread's end or text in question.
        if h[ThreadWord.flags] & ThreadFlag.doomed != 0 { return }
      case .kernelPhase:
        if left == 0 { break loop }
        left = 0
        steps &+= 1
        isDirty = true
        if !runPhases(t) { return }
        pc = self.pc(t)
        r = h + fp(t) + 1
        if pc == 0 { return }
      case .textFreed:
        reportFreedText(t)
        return
      case .ret:
        let base = r - 1
        let returnPC = Int(truncatingIfNeeded: base[0] & 0xffff_ffff)
        let value = i.a == noRegister ? 0 : r[Int(i.a)]
        if returnPC == 0 {
          // Back to the kernel: the last instruction of a callback is a step.
          if left == 0 { break loop }
          left = 0
          steps &+= 1
          isDirty = true
          popFrame(t, base)
          topFrame(t).words[2] = value
          if !runPhases(t) { return }
          pc = self.pc(t)
          r = h + fp(t) + 1
          if pc == 0 { return }
        } else {
          let destination = Int(truncatingIfNeeded: base[0] >> 48)
          popFrame(t, base)
          pc = returnPC
          r = h + fp(t) + 1
          if destination != Int(noRegister) { r[destination] = value }
        }

      // MARK: Local
      case .loadConstant:
        let p = r[Int(i.a)] &+ UInt64(bitPattern: i.imm)
        if let b = plainBytes(p, UInt64(i.size)) {
          r[Int(i.dst)] = Self.read(b, i.size)
        } else {
          rest(t, pc)
          r[Int(i.dst)] = reportAccess(p, Int(i.size), .read)
          if !isRunning { return }
        }
        pc &+= 1
      case .const: r[Int(i.dst)] = UInt64(bitPattern: i.imm); pc &+= 1
      case .move: r[Int(i.dst)] = r[Int(i.a)]; pc &+= 1
      case .trunc: r[Int(i.dst)] = r[Int(i.a)] & Self.mask(i.size); pc &+= 1
      case .sext:
        let shift = 64 &- UInt64(i.size)
        let wide = UInt64(bitPattern: Int64(bitPattern: r[Int(i.a)] &<< shift) &>> Int64(shift))
        r[Int(i.dst)] = wide & Self.mask(UInt8(truncatingIfNeeded: i.b))
        pc &+= 1
      case .add: r[Int(i.dst)] = (r[Int(i.a)] &+ r[Int(i.b)]) & Self.mask(i.size); pc &+= 1
      case .sub: r[Int(i.dst)] = (r[Int(i.a)] &- r[Int(i.b)]) & Self.mask(i.size); pc &+= 1
      case .mul: r[Int(i.dst)] = (r[Int(i.a)] &* r[Int(i.b)]) & Self.mask(i.size); pc &+= 1
      case .and: r[Int(i.dst)] = r[Int(i.a)] & r[Int(i.b)]; pc &+= 1
      case .or: r[Int(i.dst)] = r[Int(i.a)] | r[Int(i.b)]; pc &+= 1
      case .xor: r[Int(i.dst)] = r[Int(i.a)] ^ r[Int(i.b)]; pc &+= 1
      case .addI:
        r[Int(i.dst)] = (r[Int(i.a)] &+ UInt64(bitPattern: i.imm)) & Self.mask(i.size); pc &+= 1
      case .subI:
        r[Int(i.dst)] = (r[Int(i.a)] &- UInt64(bitPattern: i.imm)) & Self.mask(i.size); pc &+= 1
      case .mulI:
        r[Int(i.dst)] = (r[Int(i.a)] &* UInt64(bitPattern: i.imm)) & Self.mask(i.size); pc &+= 1
      case .andI: r[Int(i.dst)] = r[Int(i.a)] & UInt64(bitPattern: i.imm); pc &+= 1
      case .orI:
        r[Int(i.dst)] = (r[Int(i.a)] | UInt64(bitPattern: i.imm)) & Self.mask(i.size); pc &+= 1
      case .xorI:
        r[Int(i.dst)] = (r[Int(i.a)] ^ UInt64(bitPattern: i.imm)) & Self.mask(i.size); pc &+= 1
      case .udiv, .sdiv, .urem, .srem, .shl, .lshr, .ashr:
        guard let v = divideOrShift(t, pc, i.op, r[Int(i.a)], r[Int(i.b)], i.size) else { return }
        r[Int(i.dst)] = v; pc &+= 1
      case .udivI, .sdivI, .uremI, .sremI, .shlI, .lshrI, .ashrI:
        guard
          let v = divideOrShift(
            t, pc, i.op, r[Int(i.a)], UInt64(bitPattern: i.imm) & Self.mask(i.size), i.size)
        else { return }
        r[Int(i.dst)] = v; pc &+= 1
      case .eq: r[Int(i.dst)] = r[Int(i.a)] == r[Int(i.b)] ? 1 : 0; pc &+= 1
      case .ne: r[Int(i.dst)] = r[Int(i.a)] != r[Int(i.b)] ? 1 : 0; pc &+= 1
      case .ult: r[Int(i.dst)] = r[Int(i.a)] < r[Int(i.b)] ? 1 : 0; pc &+= 1
      case .ule: r[Int(i.dst)] = r[Int(i.a)] <= r[Int(i.b)] ? 1 : 0; pc &+= 1
      case .slt:
        r[Int(i.dst)] = Self.signed(r[Int(i.a)], i.size) < Self.signed(r[Int(i.b)], i.size) ? 1 : 0
        pc &+= 1
      case .sle:
        r[Int(i.dst)] = Self.signed(r[Int(i.a)], i.size) <= Self.signed(r[Int(i.b)], i.size) ? 1 : 0
        pc &+= 1
      case .eqI:
        r[Int(i.dst)] = r[Int(i.a)] == UInt64(bitPattern: i.imm) & Self.mask(i.size) ? 1 : 0
        pc &+= 1
      case .neI:
        r[Int(i.dst)] = r[Int(i.a)] != UInt64(bitPattern: i.imm) & Self.mask(i.size) ? 1 : 0
        pc &+= 1
      case .ultI:
        r[Int(i.dst)] = r[Int(i.a)] < UInt64(bitPattern: i.imm) & Self.mask(i.size) ? 1 : 0
        pc &+= 1
      case .uleI:
        r[Int(i.dst)] = r[Int(i.a)] <= UInt64(bitPattern: i.imm) & Self.mask(i.size) ? 1 : 0
        pc &+= 1
      case .ugtI:
        r[Int(i.dst)] = r[Int(i.a)] > UInt64(bitPattern: i.imm) & Self.mask(i.size) ? 1 : 0
        pc &+= 1
      case .ugeI:
        r[Int(i.dst)] = r[Int(i.a)] >= UInt64(bitPattern: i.imm) & Self.mask(i.size) ? 1 : 0
        pc &+= 1
      case .sltI:
        r[Int(i.dst)] =
          Self.signed(r[Int(i.a)], i.size) < Self.signed(UInt64(bitPattern: i.imm), i.size) ? 1 : 0
        pc &+= 1
      case .sleI:
        r[Int(i.dst)] =
          Self.signed(r[Int(i.a)], i.size) <= Self.signed(UInt64(bitPattern: i.imm), i.size) ? 1 : 0
        pc &+= 1
      case .sgtI:
        r[Int(i.dst)] =
          Self.signed(r[Int(i.a)], i.size) > Self.signed(UInt64(bitPattern: i.imm), i.size) ? 1 : 0
        pc &+= 1
      case .sgeI:
        r[Int(i.dst)] =
          Self.signed(r[Int(i.a)], i.size) >= Self.signed(UInt64(bitPattern: i.imm), i.size) ? 1 : 0
        pc &+= 1
      case .select:
        r[Int(i.dst)] = r[Int(i.a)] != 0 ? r[Int(i.b)] : r[Int(truncatingIfNeeded: i.imm)]
        pc &+= 1
      case .countLeadingZeros:
        r[Int(i.dst)] = UInt64(r[Int(i.a)].leadingZeroBitCount &- (64 &- Int(i.size))); pc &+= 1
      case .countTrailingZeros:
        r[Int(i.dst)] = min(UInt64(r[Int(i.a)].trailingZeroBitCount), UInt64(i.size)); pc &+= 1
      case .popCount: r[Int(i.dst)] = UInt64(r[Int(i.a)].nonzeroBitCount); pc &+= 1
      case .byteSwap:
        r[Int(i.dst)] = r[Int(i.a)].byteSwapped &>> (64 &- UInt64(i.size)); pc &+= 1
      case .jump:
        pc = Int(truncatingIfNeeded: i.imm)
        localsLeft &-= 1
        if localsLeft < 0 { endlessLoop(t, pc); return }
      case .branch:
        pc =
          r[Int(i.a)] != 0
          ? Int(UInt32(truncatingIfNeeded: i.imm)) : Int(truncatingIfNeeded: i.imm &>> 32)
        localsLeft &-= 1
        if localsLeft < 0 { endlessLoop(t, pc); return }
      case .jumpTable: pc = jumpTarget(Int(i.imm), r[Int(i.a)])
      case .stackObject:
        let p = makeObject(.stack, size: Int(i.imm), module: 0)
        if !isRunning { return }
        r[Int(i.dst)] = p
        pc &+= 1
      case .endLife:
        retire(r[Int(i.a)], ObjectFlag.returned)
        pc &+= 1
      case .call:
        gather(Int(i.imm >> 32), r)
        guard enterFunction(t, Int(UInt32(truncatingIfNeeded: i.imm)), pc &+ 1, i.dst) else {
          return
        }
        pc = self.pc(t)
        r = h + fp(t) + 1
        localsLeft &-= 1
        if localsLeft < 0 { endlessLoop(t, pc); return }
      case .callIndirect:
        let target = r[Int(i.a)]
        let id = target >> 32
        if id >= Address.functionBase, id < Address.functionBase &+ UInt64(functionCount) {
          gather(Int(i.imm), r)
          rest(t, pc)
          guard
            enterFunction(t, Int(id &- Address.functionBase), pc &+ 1, i.dst)
          else { return }
          pc = self.pc(t)
          r = h + fp(t) + 1
        } else if id >= Address.externalBase, id < Address.externalBase &+ UInt64(externalCount) {
          // Through a pointer to one of the kernel's own functions.
          let external = Int(id &- Address.externalBase)
          rest(t, pc)
          if left != budget {
            arrive(t, external, Int(i.imm), r, i.dst, pc)
            return
          }
          left = 0
          steps &+= 1
          isDirty = true
          gather(Int(i.imm), r)
          let value = callValue(t, external)
          if !isRunning { return }
          if i.dst != noRegister { r[Int(i.dst)] = value }
          pc &+= 1
        } else {
          rest(t, pc)
          reportWildCall(target)
          return
        }
      case .varArgs: r[Int(i.dst)] = r[Int(truncatingIfNeeded: i.imm)]; pc &+= 1
      case .fence:
        if let races { races.fence(t, MemoryOrder(rawValue: UInt8(truncatingIfNeeded: i.imm))) }
        pc &+= 1
      case .global, .function, .external:
        preconditionFailure("[simctl bug] linking leaves no symbolic constant")
      case .trap:
        rest(t, pc)
        reachedTrap(Int(i.imm))
        return
      }
    }
    rest(t, pc)
  }

  // MARK: Parts of it

  @inline(__always) static func mask(_ bits: UInt8) -> UInt64 {
    UInt64.max &>> (64 &- UInt64(bits))
  }
  @inline(__always) static func signed(_ v: UInt64, _ bits: UInt8) -> Int64 {
    let shift = 64 &- UInt64(bits)
    return Int64(bitPattern: v &<< shift) &>> Int64(shift)
  }

  /// Notes where the thread is, for stacks and for its next step.
  @inline(__always)
  func rest(_ t: Int, _ pc: Int) {
    let h = header(t)
    h[ThreadWord.registers] =
      (h[ThreadWord.registers] & 0xffff_ffff_0000_0000) | UInt64(UInt32(truncatingIfNeeded: pc))
  }

  @inline(__always)
  private func popFrame(_ t: Int, _ base: UnsafeMutablePointer<UInt64>) {
    let caller = Int(truncatingIfNeeded: (base[0] >> 32) & 0xffff)
    setRegisters(t, pc: 0, fp: caller, sp: base - header(t))
  }

  /// Puts the arguments of list `list` into `outgoing`.
  @inline(__always)
  func gather(_ list: Int, _ r: UnsafeMutablePointer<UInt64>) {
    let arguments = argumentTable[list]
    var k = 0
    while k < arguments.count {
      let register = arguments.words[2 &* k]
      outgoing[k] =
        register == .max ? arguments.words[2 &* k &+ 1] : r[Int(truncatingIfNeeded: register)]
      k &+= 1
    }
    outgoingCount = arguments.count
  }

  /// Pushes a frame for a driver function with the arguments in `outgoing`. False if the run ended.
  func enterFunction(_ t: Int, _ function: Int, _ returnPC: Int, _ destination: UInt16) -> Bool {
    let entry = functionTable[function]
    guard isTextLive(entry) else {
      reportCallOfFreedText(function)
      return false
    }
    let base = sp(t)
    let count = Int(entry.registerCount) + (entry.isVariadic ? 1 : 0)
    guard base + 1 + count <= threadWords else {
      endWithoutVerdict("the stack of a thread is full (recursion?)")
      return false
    }
    let words = header(t) + base
    words[0] =
      UInt64(UInt32(truncatingIfNeeded: returnPC))
      | UInt64(UInt16(truncatingIfNeeded: fp(t))) << 32 | UInt64(destination) << 48
    let parameters = Int(entry.parameterCount)
    var k = 0
    while k < parameters {
      words[1 &+ k] = k < outgoingCount ? outgoing[k] : 0
      k &+= 1
    }
    if entry.isVariadic {
      let rest = max(0, outgoingCount - parameters)
      let list = makeObject(.stack, size: 8 * max(1, rest))
      if !isRunning { return false }
      for k in 0..<rest { setWord(list, k, outgoing[parameters + k]) }
      words[1 + Int(entry.registerCount)] = list
    }
    setRegisters(t, pc: Int(entry.entry), fp: base, sp: base + 1 + count)
    return true
  }

  /// A thread comes to rest at a call of an external symbol: what has it to wait for?
  private func arrive(
    _ t: Int, _ external: Int, _ list: Int, _ r: UnsafeMutablePointer<UInt64>,
    _ destination: UInt16, _ pc: Int
  ) {
    let kind = externalTable[external].kind
    if hot.pointee.equalThreads & (1 << UInt64(t)) != 0 { noteCall(t, external) }
    if externalTable[external].context != .any || externalTable[external].sleeps {
      checkContext(t, external)
      if !isRunning { return }
    }
    switch kind {
    case .unmodelled, .value: break
    case .blocking:
      gather(list, r)
      let wait = valueTable[external].wait(self)
      if !isRunning { return }
      if wait.kind != .none { park(t, on: wait) }
    case .routine:
      gather(list, r)
      _ = enterRoutine(
        t, Routine(number: Int(externalTable[external].routine)), pc &+ 1, destination)
    }
  }

  @inline(__always)
  private func callValue(_ t: Int, _ external: Int) -> UInt64 {
    guard externalTable[external].kind != .unmodelled else { return callUnmodelled(external) }
    return valueTable[external].value(self)
  }

  /// Pushes a kernel routine with the arguments in `outgoing` and lets it arrive.
  func enterRoutine(_ t: Int, _ routine: Routine, _ returnPC: Int, _ destination: UInt16) -> Bool {
    pushKernelFrame(t, routine, returnPC: returnPC, destination: destination)
    if !isRunning { return false }
    if hot.pointee.equalThreads & (1 << UInt64(t)) != 0 { noteRoutine(t, routine) }
    let frame = topFrame(t)
    for k in 0..<min(outgoingCount, Frame.argumentsMax) { frame.setArgument(k, outgoing[k]) }
    switch routineTable[routine.number].body(self, frame) {
    case .next(let phase): setPhase(frame, phase)
    case .wait(let wait, let phase):
      setPhase(frame, phase)
      park(t, on: wait)
    case .stop:
      if isRunning { endWithoutVerdict("a kernel routine stopped without a reason") }
      return false
    case .done, .call, .enter:
      preconditionFailure("[simctl bug] phase 0 of a routine only arrives")
    }
    return isRunning
  }

  /// Runs the phase that the thread's kernel routine is in, and what follows from it within this
  /// step. True if the thread is to go on in driver code (local operations up to the next visible
  /// one), false if it rests or is gone.
  func runPhases(_ t: Int) -> Bool {
    while true {
      let frame = topFrame(t)
      let outcome = routineTable[frame.routine].body(self, frame)
      if !isRunning { return false }
      switch outcome {
      case .next(let phase):
        setPhase(frame, phase)
        return false
      case .wait(let wait, let phase):
        setPhase(frame, phase)
        park(t, on: wait)
        return false
      case .call(let function, let count, let phase):
        setPhase(frame, phase)
        outgoingCount = count
        let id = function >> 32
        if id >= Address.functionBase, id < Address.functionBase &+ UInt64(functionCount) {
          return enterFunction(t, Int(id &- Address.functionBase), 0, noRegister)
        }
        if id >= Address.externalBase, id < Address.externalBase &+ UInt64(externalCount) {
          let external = Int(id &- Address.externalBase)
          if externalTable[external].kind == .routine {
            _ = enterRoutine(t, Routine(number: Int(externalTable[external].routine)), 0, noRegister)
            return false
          }
          if hot.pointee.equalThreads & (1 << UInt64(t)) != 0 { noteCall(t, external) }
          frame.words[2] = callValue(t, external)
          if !isRunning { return false }
          continue
        }
        reportWildCall(function)
        return false
      case .enter(let routine, let count, let phase):
        setPhase(frame, phase)
        outgoingCount = count
        _ = enterRoutine(t, routine, 0, noRegister)
        return false
      case .stop:
        if isRunning { endWithoutVerdict("a kernel routine stopped without a reason") }
        return false
      case .done(let value):
        let header0 = frame.words[0]
        let returnPC = Int(truncatingIfNeeded: header0 & 0xffff_ffff)
        let caller = Int(truncatingIfNeeded: (header0 >> 32) & 0xffff)
        if caller == 0 {
          exit(t)
          return false
        }
        setRegisters(t, pc: returnPC, fp: caller, sp: frame.words - header(t))
        if returnPC == 0 {
          topFrame(t).words[2] = value
          continue
        }
        let destination = header0 >> 48
        if destination != UInt64(noRegister) {
          (header(t) + caller + 1)[Int(destination)] = value
        }
        return true
      }
    }
  }

  static func combine(_ old: UInt64, _ v: UInt64, _ op: RMWOperation?, _ size: UInt8) -> UInt64 {
    let bits = size &* 8
    switch op ?? .exchange {
    case .exchange: return v
    case .add: return old &+ v
    case .sub: return old &- v
    case .and: return old & v
    case .or: return old | v
    case .xor: return old ^ v
    case .nand: return ~(old & v)
    case .max: return signed(old, bits) > signed(v, bits) ? old : v
    case .min: return signed(old, bits) < signed(v, bits) ? old : v
    case .umax: return Swift.max(old, v & mask(bits))
    case .umin: return Swift.min(old, v & mask(bits))
    }
  }

  private func block(_ i: Instruction, _ r: UnsafeMutablePointer<UInt64>) {
    let count = r[Int(truncatingIfNeeded: i.imm)]
    if count == 0 { return }
    let to = r[Int(i.a)]
    guard count <= UInt64(limits.heapBytes), let destination = bytes(to, count) else {
      reportAccess(to, Int(truncatingIfNeeded: min(count, 1 << 30)), .write)
      return
    }
    if i.op == .memset {
      destination.initializeMemory(
        as: UInt8.self, repeating: UInt8(truncatingIfNeeded: r[Int(i.b)]), count: Int(count))
      return
    }
    let from = r[Int(i.b)]
    guard let source = bytes(from, count) else {
      reportAccess(from, Int(count), .read)
      return
    }
    destination.copyMemory(from: source, byteCount: Int(count))
  }

  private func divideOrShift(
    _ t: Int, _ pc: Int, _ op: Op, _ a: UInt64, _ b: UInt64, _ bits: UInt8
  ) -> UInt64? {
    let m = Self.mask(bits)
    switch op {
    case .shl, .shlI: return b < UInt64(bits) ? (a &<< b) & m : 0
    case .lshr, .lshrI: return b < UInt64(bits) ? a &>> b : 0
    case .ashr, .ashrI:
      let s = Self.signed(a, bits)
      return UInt64(bitPattern: s &>> Int64(min(b, 63))) & m
    default: break
    }
    guard b != 0 else {
      rest(t, pc)
      report(.assertion, kind: "divide error", message: "A division by zero.")
      return nil
    }
    let sa = Self.signed(a, bits)
    let sb = Self.signed(b, bits)
    switch op {
    case .udiv, .udivI: return a / b
    case .urem, .uremI: return a % b
    case .sdiv, .sdivI:
      return UInt64(bitPattern: sa.dividedReportingOverflow(by: sb).partialValue) & m
    default: return UInt64(bitPattern: sa.remainderReportingOverflow(dividingBy: sb).partialValue) & m
    }
  }

  private func jumpTarget(_ table: Int, _ value: UInt64) -> Int {
    let t = program.jumpTables[table]
    var low = 0
    var high = t.cases.count
    while low < high {
      let mid = (low + high) / 2
      if t.cases[mid].value < value { low = mid + 1 } else { high = mid }
    }
    return low < t.cases.count && t.cases[low].value == value ? t.cases[low].target : t.fallback
  }

  private func endlessLoop(_ t: Int, _ pc: Int) {
    rest(t, pc)
    endWithoutVerdict("a loop without any visible step ran \(limits.localInstructionsMax) times")
  }
}
