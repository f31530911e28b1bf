// leak: at the end of unbind or unload something is still held.

extension Machine {
  /// Called when a binding has ended, or a probe has failed, and devres is done.
  func checkBindingLeaks(_ device: Pointer, _ driver: Pointer, afterProbe: Bool) {
    let binding = word(device, Bound.binding)
    let what = afterProbe ? "The failed probe" : "The unbound driver"
    func leak(_ kind: String, _ text: String, _ subject: Pointer = 0) {
      report(
        .leak, kind: kind, subject: subject, function: functionName(
          afterProbe
            ? BusDevice.probe(self, driver: driver) : BusDevice.remove(self, driver: driver)),
        message: "\(what) has not \(text).")
    }
    let left = Devices.left(self, binding: binding)
    if left != 0 { leak("device leak", "deleted a device that it has added", left) }
    if let block = Notifiers.reachable(self, binding: binding & 0xffff).first {
      leak("notifier leak", "unregistered its notifier block", block.subject)
    }
    // What the bus has given out belongs to the PCI device.
    guard device == self.device else { return }
    if Interrupts.leftAction(self, binding: binding) != 0 {
      leak("irq leak", "freed its interrupt")
    } else if first(
      on: Word.mappingList, where: { word($0, MMIO.Mapping.binding) == binding }) != 0
    {
      leak("mapping leak", "unmapped its BAR")
    } else if word(device, DeviceWord.vectors) != 0 {
      leak("vector leak", "freed its interrupt vectors")
    } else if let grant = leftGrant(binding) {
      let kind = DMA.Kind(rawValue: word(grant, DMA.Grant.kind)) ?? .single
      leak(
        kind == .coherent ? "DMA memory leak" : "DMA mapping leak",
        "taken back the DMA buffer that it gave the device by \(kind.phrase)",
        word(grant, DMA.Grant.handle))
    } else if DMAPools.left(self, binding: binding) != 0 {
      leak("DMA pool leak", "destroyed its DMA pool")
    } else if word(device, DeviceWord.regions) != 0 {
      leak("region leak", "released its PCI regions")
    } else if word(device, DeviceWord.enableCount) != 0 {
      leak("device left enabled", "disabled the device")
    }
    // Whatever is left must not be blamed on the next binding.
    setWord(device, DeviceWord.vectors, 0)
    setWord(device, DeviceWord.regions, 0)
    setWord(device, DeviceWord.enableCount, 0)
  }

  /// A buffer that the binding gave the device and has not taken back: as dma-debug counts them.
  private func leftGrant(_ binding: UInt64) -> Pointer? {
    var g = state[Word.dmaList]
    while g != 0 {
      if word(g, DMA.Grant.binding) == binding,
        word(g, DMA.Grant.flags) & DMA.GrantFlag.takenBack == 0,
        word(g, DMA.Grant.kind) != DMA.Kind.pool.rawValue
      {
        return g
      }
      g = word(g, 0)
    }
    return nil
  }

  /// Called when a run has ended: memory that nothing points to any more is lost.
  func checkOrphans() {
    var isHeapLeft = false
    let count = Int(state[Word.objectCount])
    for id in 1..<count where kind(id) == .heap && isLive(id) { isHeapLeft = true }
    guard isHeapLeft else { return }
    // A bit for each object, in the machine's own scratch words.
    let referenced = scratch
    referenced.update(repeating: 0, count: count / 64 + 1)
    func scan(_ words: UnsafePointer<UInt64>, _ n: Int) {
      for i in 0..<n {
        let id = Machine.id(words[i])
        if id > 0, id < count { referenced[id / 64] |= 1 << UInt64(id % 64) }
      }
    }
    for id in 1..<count where isLive(id) && kind(id) != .mmio {
      guard let b = bytes(UInt64(id) << 32, UInt64(size(id) & ~7)) else { continue }
      scan(UnsafePointer(b.assumingMemoryBound(to: UInt64.self)), size(id) / 8)
    }
    forEachThread { t in scan(UnsafePointer(header(t)), sp(t)) }
    for id in 1..<count
    where kind(id) == .heap && isLive(id) && referenced[id / 64] & (1 << UInt64(id % 64)) == 0 {
      let module = owner(id) - 1
      let name = program.modules.indices.contains(module) ? program.modules[module].name : "?"
      report(
        .leak, kind: "memory leak", size: size(id), subject: UInt64(id) << 32, function: name,
        thread: 0,
        message: "\(describe(id)) of module \(name) is still allocated, and nothing points to it"
          .capitalizedFirst + " any more.")
      return
    }
  }

  /// Called when `module` is about to be freed.
  func checkModuleLeaks(_ module: Int) {
    for id in 1..<Int(state[Word.objectCount]) where owner(id) == module + 1 && isLive(id) {
      switch kind(id) {
      case .heap:
        if isReferenced(id, outside: module) { continue }
        report(
          .leak, kind: "memory leak", size: size(id), subject: UInt64(id) << 32,
          function: program.modules[module].name,
          message: "Module \(program.modules[module].name) is unloaded, and \(describe(id))"
            + " that it allocated is still there, with nothing left that points to it.")
      case .kernel where kernelType(id) == .workqueue && flags(id) & ObjectFlag.released == 0:
        report(
          .leak, kind: "workqueue leak", subject: UInt64(id) << 32,
          function: program.modules[module].name,
          message: "Module \(program.modules[module].name) is unloaded without destroying"
            + " its workqueue.")
      default: continue
      }
      if !isRunning { return }
    }
    if let name = DeviceNumbers.leftNumbers(self, module: module) {
      report(
        .leak, kind: "device numbers left reserved", function: program.modules[module].name,
        message: "Module \(program.modules[module].name) is unloaded with the device numbers of"
          + " '\(name)' still reserved.")
      if !isRunning { return }
    }
    for (list, bus) in [(Word.driverList, "PCI"), (Word.auxiliaryDriverList, "auxiliary")] {
      let left = first(on: list) {
        self.module(at: word($0, DriverCore.Driver.owner)) == module
      }
      if left == 0 || !isRunning { continue }
      report(
        .leak, kind: "driver left registered", subject: left,
        function: program.modules[module].name,
        message: "Module \(program.modules[module].name) is unloaded with its \(bus) driver still"
          + " registered.")
    }
  }

  /// Whether some live memory that does not go with the module points into object `id`: then its
  /// user may still free it (a `struct file` whose release is to come). The kernel's records do not
  /// count: they may remember what they have served, and nobody frees memory by way of them.
  private func isReferenced(_ target: Int, outside module: Int) -> Bool {
    for id in 1..<Int(state[Word.objectCount]) where id != target && isLive(id) {
      let kind = self.kind(id)
      if kind == .data, owner(id) == module + 1 { continue }
      if kind == .mmio || kind == .dma || kind == .record || kind == .none { continue }
      let base = UInt64(id) << 32
      var offset: UInt64 = 0
      while offset + 8 <= UInt64(size(id)) {
        // What only looks for pointers reads no value.
        if let b = plainBytes(base + offset, 8), Machine.id(Machine.read(b, 8)) == target {
          return true
        }
        offset += 8
      }
    }
    var found = false
    forEachThread { t in
      if Machine.id(header(t)[ThreadWord.subject]) == target { found = true }
    }
    return found
  }
}
