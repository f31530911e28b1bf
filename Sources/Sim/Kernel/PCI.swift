// PCI: driver registration, enabling, regions, BARs, vectors, config space.
//
// Source: drivers/pci/pci-driver.c, pci.c, iomap.c, devres.c, msi/api.c, 6.12.

enum PCI {
  private static let area = "pci"

  static func boot(_ m: Machine) { m.bootDevice() }

  // MARK: Matching

  /// The first entry of the driver's table that fits the device, or 0. A device that the scenario
  /// gives no id is what the first driver looks for.
  static func match(_ m: Machine, _ pciDriver: Pointer) -> Pointer {
    guard let at = m.fields.offset("pci_driver", "id_table"),
      let size = m.fields.layouts["pci_device_id"]?.size
    else { return 0 }
    var entry = m.load(pciDriver &+ at)
    let any: UInt64 = 0xffff_ffff
    var vendor = m.load(m.pciDevice &+ m.fields.pciVendor, 2)
    var device = m.load(m.pciDevice &+ m.fields.pciDeviceID, 2)
    while entry != 0, m.isRunning {
      let wantedVendor = m.load(entry, 4)
      let wantedDevice = m.load(entry &+ 4, 4)
      let subvendor = m.load(entry &+ 8, 4)
      if wantedVendor == 0, subvendor == 0 { return 0 }
      if vendor == 0 {
        vendor = wantedVendor == any ? 0x1180 : wantedVendor
        device = wantedDevice == any ? 0x0592 : wantedDevice
        m.store(m.pciDevice &+ m.fields.pciVendor, vendor, 2)
        m.store(m.pciDevice &+ m.fields.pciDeviceID, device, 2)
      }
      if wantedVendor == any || wantedVendor == vendor,
        wantedDevice == any || wantedDevice == device
      {
        return entry
      }
      entry = entry &+ UInt64(size)
    }
    return 0
  }

  // MARK: Parts that devres uses too

  static func disable(_ m: Machine) {
    let count = m.word(m.device, DeviceWord.enableCount)
    guard count > 0 else {
      m.report(
        .apiMisuse, kind: "disabling a disabled device", subject: m.pciDevice,
        message: "pci_disable_device() is called on a device that is not enabled.")
      return
    }
    m.setWord(m.device, DeviceWord.enableCount, count - 1)
    if count == 1 { m.setWord(m.device, DeviceWord.masterCleared, 1) }
  }

  static func freeVectors(_ m: Machine) {
    if m.word(m.device, DeviceWord.vectors) != 0, Interrupts.hasVectorAction(m) {
      m.report(
        .apiMisuse, kind: "vectors freed while requested", subject: m.pciDevice,
        message: "pci_free_irq_vectors() is called while a handler is still requested on one of"
          + " the vectors.")
      return
    }
    m.setWord(m.device, DeviceWord.vectors, 0)
  }

  private static func enable(_ m: Machine) {
    m.setWord(m.device, DeviceWord.enableCount, m.word(m.device, DeviceWord.enableCount) + 1)
  }

  private static func barSize(_ m: Machine, _ bar: Int) -> Int {
    m.world.device.bars.indices.contains(bar) ? m.world.device.bars[bar] : 0
  }

  /// Maps a BAR, `most` bytes of it if that is not 0: NULL if it has none.
  private static func map(_ m: Machine, _ bar: Int, most: Int, call: String) -> Pointer {
    if m.failsByFault(call) { return 0 }
    let size = barSize(m, bar)
    guard size > 0 else { return 0 }
    return MMIO.map(m, bar: bar, size: most > 0 ? min(most, size) : size)
  }

  private static func request(_ m: Machine, _ mask: UInt64, call: String) -> Int {
    if m.failsByFault(call) { return -16 }
    let held = m.word(m.device, DeviceWord.regions)
    if held & mask != 0 { return -16 }
    m.setWord(m.device, DeviceWord.regions, held | mask)
    // A region of a pcim-enabled device is managed.
    if Devres.has(m, .enable) || call.hasPrefix("pcim") { Devres.add(m, .regions, mask) }
    return 0
  }

  private static func release(_ m: Machine, _ mask: UInt64) {
    let held = m.word(m.device, DeviceWord.regions)
    if held & mask != mask {
      m.report(
        .apiMisuse, kind: "release of regions that are not requested", subject: m.pciDevice,
        message: "pci_release_regions() is called, but the regions are not requested.")
      return
    }
    m.setWord(m.device, DeviceWord.regions, held & ~mask)
    _ = Devres.remove(m, .regions, mask)
  }

  private static func allBars(_ m: Machine) -> UInt64 {
    (1 << UInt64(min(m.world.device.bars.count, 6))) - 1
  }

  private static func config(_ m: Machine, _ size: Int) -> UInt64 {
    let gone = m.state[Word.deviceGone] != 0
    let ones: UInt64 = (1 << UInt64(8 * size)) - 1
    var value: UInt64 = 0
    if gone {
      value = ones
    } else {
      switch m.intArgument(1) {
      case 0:
        value = m.load(m.pciDevice &+ m.fields.pciVendor, 2)
          | m.load(m.pciDevice &+ m.fields.pciDeviceID, 2) << 16
      case 2: value = m.load(m.pciDevice &+ m.fields.pciDeviceID, 2)
      default: break
      }
    }
    m.store(m.argument(2), value & ones, size)
    return gone ? 0x86 : 0
  }

  // MARK: Routines

  static let routines: [InternalRoutine] = []

  private static let driverFile = "drivers/pci/pci-driver.c"

  static let symbols: [Symbol] = registration + enabling + mapping + vectors + configSpace + dma

  private static let registration: [Symbol] = [
    Symbol(
      "__pci_register_driver", as: "pci_register_driver", in: area, from: .process, sleeps: true,
      source: "\(driverFile):__pci_register_driver, drivers/base/bus.c:bus_add_driver, 6.12",
      fences: "probes in the caller; a probe that fails does not fail the registration",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          if m.failsByFault("__pci_register_driver") { return .done(Machine.int(-12)) }
          let name = m.string(at: m.load(f.argument(0) &+ m.fields.pciDriverName))
          if !m.isRunning { return .stop }
          let other = m.first(on: Word.driverList) {
            m.string(
              at: m.load(m.word($0, DriverCore.Driver.pciDriver) &+ m.fields.pciDriverName))
              == name
          }
          if other != 0 || !m.isRunning { return .done(Machine.int(-16)) }
          let record = m.makeRecord(DriverCore.Driver.count)
          m.setWord(record, DriverCore.Driver.pciDriver, f.argument(0))
          m.setWord(record, DriverCore.Driver.owner, f.argument(1))
          m.push(record, on: Word.driverList)
          let id =
            DriverCore.isBound(m) || m.state[Word.deviceGone] != 0 ? 0 : match(m, f.argument(0))
          if !m.isRunning { return .stop }
          if id == 0 { return .done(0) }
          if Binding.isAsync(m, record) {
            Binding.probeLater(m, record, isAsync: true)
            return m.isRunning ? .done(0) : .stop
          }
          m.setOutgoing(record, id)
          return .enter(Routines.reallyProbe, arguments: 2, 2)
        default: return .done(0)
        }
      }),
    Symbol(
      "pci_unregister_driver", in: area, from: .process, sleeps: true,
      source: "\(driverFile):pci_unregister_driver, drivers/base/dd.c:driver_detach, 6.12",
      fences: "a fence for probe and remove: unbinds the driver from its devices",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let record = m.first(on: Word.driverList) {
            m.word($0, DriverCore.Driver.pciDriver) == f.argument(0)
          }
          guard record != 0 else {
            m.report(
              .apiMisuse, kind: "unregistering a driver that is not registered",
              subject: f.argument(0),
              message: "pci_unregister_driver() is called on a driver that is not registered.")
            return m.isRunning ? .done(0) : .stop
          }
          m.unlink(record, from: Word.driverList)
          f[0] = record
          // Whoever binds or unbinds it from outside has to be done with it.
          return .wait(Binding.noUsers(m, record), 2)
        case 2:
          // A probe or remove of it that is under way holds device_lock.
          if m.word(m.device, DeviceWord.isBinding) == 0 { return .done(0) }
          m.setOutgoing(f[0])
          return .enter(Routines.deviceReleaseDriver, arguments: 1, 3)
        default: return .done(0)
        }
      }),
  ]

  private static let enabling: [Symbol] =
    ["pci_enable_device", "pci_enable_device_mem"].map { name in
      Symbol(
        name, in: area, from: .process, source: "drivers/pci/pci.c:\(name), 6.12",
        .value { m in
          if m.failsByFault(name) { return Machine.int(-5) }
          enable(m)
          return 0
        })
    } + [
      Symbol(
        "pcim_enable_device", in: area, from: .process,
        source: "drivers/pci/devres.c:pcim_enable_device, 6.12",
        .value { m in
          if m.failsByFault("pcim_enable_device") { return Machine.int(-5) }
          enable(m)
          Devres.add(m, .enable)
          return 0
        }),
      Symbol(
        "pci_disable_device", in: area, from: .process,
        source: "drivers/pci/pci.c:pci_disable_device, 6.12",
        fences: "clears bus mastering when the count drops to 0; MMIO keeps working",
        .value { m in
          if Devres.remove(m, .enable, 0) {
            disable(m)
            return 0
          }
          disable(m)
          return 0
        }),
      Symbol(
        "pci_set_master", in: area, source: "drivers/pci/pci.c:pci_set_master, 6.12",
        .value { m in
          m.setWord(m.device, DeviceWord.masterCleared, 0)
          return 0
        }),
      Symbol(
        "pci_clear_master", in: area, source: "drivers/pci/pci.c:pci_clear_master, 6.12",
        fences: "stops DMA and MSI, not INTx",
        .value { m in
          m.setWord(m.device, DeviceWord.masterCleared, 1)
          return 0
        }),
      Symbol(
        "pci_device_is_present", in: area,
        source: "drivers/pci/pci.c:pci_device_is_present, 6.12",
        .value { m in m.state[Word.deviceGone] == 0 ? 1 : 0 }),
    ]

  private static let mapping: [Symbol] = [
    Symbol(
      "pci_request_regions", in: area, source: "drivers/pci/pci.c:pci_request_regions, 6.12",
      .value { m in Machine.int(request(m, allBars(m), call: "pci_request_regions")) }),
    Symbol(
      "pcim_request_all_regions", in: area,
      source: "drivers/pci/devres.c:pcim_request_all_regions, 6.12",
      .value { m in Machine.int(request(m, allBars(m), call: "pcim_request_all_regions")) }),
    Symbol(
      "pci_release_regions", in: area, source: "drivers/pci/pci.c:pci_release_regions, 6.12",
      .value { m in
        release(m, allBars(m))
        return 0
      }),
    Symbol(
      "pci_request_region", in: area, source: "drivers/pci/pci.c:pci_request_region, 6.12",
      .value { m in
        Machine.int(request(m, 1 << (m.argument(1) & 7), call: "pci_request_region"))
      }),
    Symbol(
      "pci_release_region", in: area, source: "drivers/pci/pci.c:pci_release_region, 6.12",
      .value { m in
        release(m, 1 << (m.argument(1) & 7))
        return 0
      }),
    Symbol(
      "pci_iomap", in: area, from: .process, sleeps: true, source: "drivers/pci/iomap.c:pci_iomap, 6.12",
      .value { m in
        map(m, m.intArgument(1), most: Int(m.argument(2) & 0x7fff_ffff), call: "pci_iomap")
      }),
    Symbol(
      "pci_ioremap_bar", in: area, from: .process, sleeps: true,
      source: "drivers/pci/pci.c:pci_ioremap_bar, 6.12",
      .value { m in map(m, m.intArgument(1), most: 0, call: "pci_ioremap_bar") }),
    Symbol(
      "pci_iounmap", in: area, from: .process, sleeps: true,
      source: "drivers/pci/iomap.c:pci_iounmap, 6.12",
      .value { m in
        MMIO.unmap(m, m.argument(1), call: "pci_iounmap")
        return 0
      }),
    Symbol(
      "pcim_iomap", in: area, from: .process, sleeps: true,
      source: "drivers/pci/devres.c:pcim_iomap, 6.12",
      .value { m in
        let p = map(
          m, m.intArgument(1), most: Int(m.argument(2) & 0x7fff_ffff), call: "pcim_iomap")
        if p != 0 { Devres.add(m, .mapping, p, m.argument(1)) }
        return p
      }),
    Symbol(
      "pcim_iomap_region", in: area, from: .process, sleeps: true,
      source: "drivers/pci/devres.c:pcim_iomap_region, 6.12",
      .value { m in
        let bar = m.intArgument(1)
        if request(m, 1 << UInt64(bar & 7), call: "pcim_iomap_region") != 0 {
          return Machine.errorPointer(16)
        }
        let p = map(m, bar, most: 0, call: "pcim_iomap_region")
        if p == 0 { return Machine.errorPointer(12) }
        Devres.add(m, .mapping, p, m.argument(1))
        return p
      }),
  ]

  private static let vectors: [Symbol] = [
    Symbol(
      "pci_alloc_irq_vectors_affinity", as: "pci_alloc_irq_vectors", in: area, from: .process,
      sleeps: true, source: "drivers/pci/msi/api.c:pci_alloc_irq_vectors_affinity, 6.12",
      .value { m in
        if m.failsByFault("pci_alloc_irq_vectors_affinity") { return Machine.int(-28) }
        let least = m.intArgument(1)
        let most = m.intArgument(2)
        let flags = m.argument(3)
        let has = m.world.device.vectors
        if flags & 6 != 0, has >= max(1, least) {
          let count = max(1, min(has, most))
          m.setWord(m.device, DeviceWord.vectors, UInt64(count))
          if Devres.has(m, .enable) { Devres.add(m, .vectors) }
          return Machine.int(count)
        }
        return flags & 1 != 0 && least <= 1 ? 1 : Machine.int(-28)
      }),
    Symbol(
      "pci_free_irq_vectors", in: area, from: .process,
      source: "drivers/pci/msi/api.c:pci_free_irq_vectors, 6.12",
      fences: "nothing: every free_irq must have been done before",
      .value { m in
        _ = Devres.remove(m, .vectors, 0)
        freeVectors(m)
        return 0
      }),
    Symbol(
      "pci_irq_vector", in: area, source: "drivers/pci/msi/api.c:pci_irq_vector, 6.12",
      .value { m in
        let n = m.intArgument(1)
        let count = Int(m.word(m.device, DeviceWord.vectors))
        if count == 0 { return n == 0 ? UInt64(Interrupts.intx) : Machine.int(-22) }
        return n >= 0 && n < count ? UInt64(Interrupts.msi + n) : Machine.int(-22)
      }),
  ]

  private static let configSpace: [Symbol] =
    [("byte", 1), ("word", 2), ("dword", 4)].flatMap { name, size in
      [
        Symbol(
          "pci_read_config_\(name)", in: area, source: "drivers/pci/access.c, 6.12",
          approximation: "only vendor and device are there",
          .value { m in config(m, size) }),
        Symbol(
          "pci_write_config_\(name)", in: area, source: "drivers/pci/access.c, 6.12",
          approximation: "the write is lost",
          .value { m in m.state[Word.deviceGone] != 0 ? 0x86 : 0 }),
      ]
    }

  private static let dma: [Symbol] = [
    Symbol(
      "dma_alloc_attrs", as: "dma_alloc_coherent", in: "dma",
      source: "kernel/dma/mapping.c:dma_alloc_attrs, 6.12",
      .value { m in
        if m.argument(3) & Slab.mayReclaim != 0 { m.checkMaySleep("dma_alloc_coherent") }
        if !m.isRunning || m.failsByFault("dma_alloc_attrs") { return 0 }
        let p = m.makeObject(
          .dma, size: Int(min(m.argument(1), 1 << 20)), module: m.callerModule() + 1)
        if p != 0, m.argument(2) != 0 { m.store(m.argument(2), p) }
        return p
      }),
    Symbol(
      "dma_free_attrs", as: "dma_free_coherent", in: "dma",
      source: "kernel/dma/mapping.c:dma_free_attrs, 6.12",
      .value { m in
        let p = m.argument(2)
        if p == 0 { return 0 }
        let id = Machine.id(p)
        guard m.kind(id) == .dma, m.isLive(id) else {
          m.report(
            m.kind(id) == .dma ? .doubleFree : .invalidFree,
            kind: m.kind(id) == .dma ? "double-free" : "invalid-free", subject: p,
            message: "dma_free_coherent() is called on memory that is no live DMA buffer.")
          return 0
        }
        m.retire(p, ObjectFlag.freed | ObjectFlag.released)
        return 0
      }),
    Symbol(
      "dma_set_mask", in: "dma", source: "kernel/dma/mapping.c:dma_set_mask, 6.12",
      .value { m in m.failsByFault("dma_set_mask") ? Machine.int(-5) : 0 }),
    Symbol(
      "dma_set_coherent_mask", in: "dma",
      source: "kernel/dma/mapping.c:dma_set_coherent_mask, 6.12", .value { _ in 0 }),
  ]
}
