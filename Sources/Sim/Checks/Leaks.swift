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

  /// Called when `module` is about to be freed.
  func checkModuleLeaks(_ module: Int) {
    checkLostMemory(of: module)
    if !isRunning { return }
    let name = program.modules[module].name
    func leak(_ kind: String, _ text: String, _ subject: Pointer = 0) {
      report(
        .leak, kind: kind, subject: subject, function: name,
        message: "Module \(name) is unloaded \(text).")
    }
    for id in 1..<Int(state[Word.objectCount])
    where owner(id) == module + 1 && isLive(id) && kind(id) == .kernel {
      guard flags(id) & ObjectFlag.released == 0, let held = Self.held[kernelType(id)] else {
        continue
      }
      leak(held.kind, held.text, UInt64(id) << 32)
      return
    }
    if let number = DeviceNumbers.leftNumbers(self, module: module) {
      leak(
        "device numbers left reserved", "with the device numbers of '\(number)' still reserved")
      if !isRunning { return }
    }
    let misc = MiscDevices.left(self, module: module)
    if misc != 0 {
      leak("misc device left registered", "with its misc device still registered", misc)
      return
    }
    for (list, bus) in [(Word.driverList, "PCI"), (Word.auxiliaryDriverList, "auxiliary")] {
      let left = first(on: list) {
        self.module(at: word($0, DriverCore.Driver.owner)) == module
      }
      if left == 0 || !isRunning { continue }
      leak("driver left registered", "with its \(bus) driver still registered", left)
    }
  }

  /// What a module has made and has to undo itself: the title, and how it is unloaded.
  private static let held: [KernelType: (kind: String, text: String)] = [
    .workqueue: ("workqueue leak", "without destroying its workqueue"),
    .cache: ("slab cache leak", "without destroying its slab cache"),
    .percpuRef: ("percpu_ref leak", "without percpu_ref_exit() of a percpu_ref that it has set up"),
    .region: ("I/O region leak", "without releasing an I/O region"),
  ]
}
