// The BARs of the PCI device: who claims them, and mappings of them.
//
// Source: drivers/pci/pci.c, iomap.c, devres.c, 6.12.

enum PCIRegions {
  private static let area = PCI.area
  private static let file = "drivers/pci/pci.c"
  private static let managed = "drivers/pci/devres.c"

  private static func barSize(_ m: Machine, _ bar: Int) -> Int {
    m.world.device.bars.indices.contains(bar) ? m.world.device.bars[bar] : 0
  }

  /// All BARs that the device has.
  private static func allBars(_ m: Machine) -> UInt64 {
    var mask: UInt64 = 0
    for (bar, size) in m.world.device.bars.enumerated().prefix(6) where size > 0 {
      mask |= 1 << UInt64(bar)
    }
    return mask
  }

  private static func bit(_ m: Machine, _ argument: Int) -> UInt64 {
    1 << (m.argument(argument) & 7)
  }

  // MARK: Claiming

  /// Claims the BARs of `mask`: 0, or -EBUSY and none of them.
  static func request(_ m: Machine, _ mask: UInt64, call: String, isManaged: Bool) -> Int {
    if m.failsByFault(call) { return -16 }
    let held = m.word(m.device, DeviceWord.regions)
    let wanted = mask & allBars(m)
    if held & wanted != 0 { return -16 }
    m.setWord(m.device, DeviceWord.regions, held | wanted)
    guard isManaged || PCIVectors.isHybrid(m) else { return 0 }
    for bar in 0..<6 where wanted & (1 << UInt64(bar)) != 0 {
      Devres.add(m, .regions, 1 << UInt64(bar))
    }
    return 0
  }

  private static func release(_ m: Machine, _ mask: UInt64, call: String) {
    let held = m.word(m.device, DeviceWord.regions)
    let given = mask & allBars(m)
    if held & given != given {
      m.report(
        .apiMisuse, kind: "release of regions that are not requested", subject: m.pciDevice,
        message: "\(call)() is called, but the regions are not requested.")
      return
    }
    m.setWord(m.device, DeviceWord.regions, held & ~given)
    for bar in 0..<6 where given & (1 << UInt64(bar)) != 0 {
      _ = Devres.remove(m, .regions, 1 << UInt64(bar))
    }
  }

  private static func requesting(
    _ name: String, in file: String = file, _ mask: @escaping @Sendable (Machine) -> UInt64
  ) -> Symbol {
    Symbol(
      name, in: area, source: "\(file):\(name), 6.12",
      .value { m in
        Machine.int(request(m, mask(m), call: name, isManaged: name.hasPrefix("pcim")))
      })
  }

  private static func releasing(
    _ name: String, in file: String = file, _ mask: @escaping @Sendable (Machine) -> UInt64
  ) -> Symbol {
    Symbol(
      name, in: area, source: "\(file):\(name), 6.12",
      .value { m in
        release(m, mask(m), call: name)
        return 0
      })
  }

  // MARK: Mapping

  /// Maps a BAR from `offset` on, `most` bytes of it if that is not 0: NULL if it has none.
  private static func map(
    _ m: Machine, _ bar: Int, from offset: Int = 0, most: Int = 0, call: String
  ) -> Pointer {
    if m.failsByFault(call) { return 0 }
    let size = barSize(m, bar) - offset
    guard size > 0 else { return 0 }
    return MMIO.map(m, bar: bar, offset: offset, size: most > 0 ? min(most, size) : size)
  }

  private static func mapping(
    _ name: String, in file: String, isManaged: Bool = false, bar: Int = 1,
    _ map: @escaping @Sendable (Machine) -> Pointer
  ) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
      fences: isManaged ? "unmapped by devres, after remove()" : "",
      .value { m in
        let p = map(m)
        if isManaged, p != 0 { Devres.add(m, .mapping, p, m.argument(bar)) }
        return p
      })
  }

  private static func length(_ m: Machine, _ i: Int) -> Int { Int(m.argument(i) & 0x7fff_ffff) }

  /// `pcim_iomap_table()`: an array of the addresses of the managed mappings, by BAR.
  private static func table(_ m: Machine) -> Pointer {
    if let known = Devres.find(m, .table) { return known }
    let p = m.makeObject(.kernel, size: 48, type: .region)
    if p != 0 { Devres.add(m, .table, p) }
    return p
  }

  private static func unmapping(_ name: String, isManaged: Bool) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true,
      source: "\(isManaged ? managed : "drivers/pci/iomap.c"):\(name), 6.12",
      fences: "nothing: whoever still accesses the registers gets a fault; user mappings stay",
      .value { m in
        let p = m.argument(1)
        if isManaged { Devres.removeMapping(m, p) }
        MMIO.unmap(m, p, call: name)
        return 0
      })
  }

  // MARK: Symbols

  static let symbols: [Symbol] = [
    requesting("pci_request_regions", allBars),
    requesting("pci_request_regions_exclusive", allBars),
    requesting("pci_request_selected_regions") { m in m.argument(1) },
    requesting("pci_request_region") { m in bit(m, 1) },
    requesting("pcim_request_region", in: managed) { m in bit(m, 1) },
    requesting("pcim_request_all_regions", in: managed, allBars),
    releasing("pci_release_regions", allBars),
    releasing("pci_release_selected_regions") { m in m.argument(1) },
    releasing("pci_release_region") { m in bit(m, 1) },
    releasing("pcim_release_region", in: managed) { m in bit(m, 1) },
    Symbol(
      "pci_select_bars", in: area, source: "\(file):pci_select_bars, 6.12",
      approximation: "all BARs are memory",
      .value { m in m.argument(1) & 0x200 != 0 ? allBars(m) : 0 }),
    mapping("pci_iomap", in: "drivers/pci/iomap.c") { m in
      map(m, m.intArgument(1), most: length(m, 2), call: "pci_iomap")
    },
    mapping("pci_iomap_range", in: "drivers/pci/iomap.c") { m in
      map(
        m, m.intArgument(1), from: length(m, 2), most: length(m, 3), call: "pci_iomap_range")
    },
    mapping("pci_ioremap_bar", in: file) { m in
      map(m, m.intArgument(1), call: "pci_ioremap_bar")
    },
    mapping("pcim_iomap", in: managed, isManaged: true) { m in
      let p = map(m, m.intArgument(1), most: length(m, 2), call: "pcim_iomap")
      if p != 0, m.intArgument(1) < 6 { m.store(table(m) &+ 8 * (m.argument(1) & 7), p) }
      return p
    },
    Symbol(
      "pcim_iomap_region", in: area, from: .process, sleeps: true,
      source: "\(managed):pcim_iomap_region, 6.12", fences: "unmapped and released by devres",
      .value { m in
        let bar = m.intArgument(1)
        let mask: UInt64 = 1 << UInt64(bar & 7)
        if request(m, mask, call: "pcim_iomap_region", isManaged: true) != 0 {
          return Machine.errorPointer(16)
        }
        let p = map(m, bar, call: "pcim_iomap_region")
        if p == 0 {
          release(m, mask, call: "pcim_iomap_region")
          return Machine.errorPointer(12)
        }
        Devres.add(m, .mapping, p, m.argument(1))
        return p
      }),
    Symbol(
      "pcim_iomap_regions", in: area, from: .process, sleeps: true,
      source: "\(managed):pcim_iomap_regions, 6.12", fences: "unmapped and released by devres",
      .value { m in
        if request(m, m.argument(1), call: "pcim_iomap_regions", isManaged: true) != 0 {
          return Machine.int(-16)
        }
        let table = table(m)
        for bar in 0..<6 where m.argument(1) & (1 << UInt64(bar)) != 0 {
          let p = map(m, bar, call: "pcim_iomap_regions")
          if p == 0 { return Machine.int(-12) }
          Devres.add(m, .mapping, p, UInt64(bar))
          m.store(table &+ UInt64(8 * bar), p)
        }
        return 0
      }),
    Symbol(
      "pcim_iomap_table", in: area, from: .process, source: "\(managed):pcim_iomap_table, 6.12",
      .value { m in table(m) }),
    unmapping("pci_iounmap", isManaged: false),
    unmapping("pcim_iounmap", isManaged: true),
    Symbol(
      "pcim_iounmap_region", in: area, from: .process, sleeps: true,
      source: "\(managed):pcim_iounmap_region, 6.12",
      .value { m in
        if let p = Devres.takeMapping(m, bar: m.argument(1)) {
          MMIO.unmap(m, p, call: "pcim_iounmap_region")
          if m.isRunning { release(m, bit(m, 1), call: "pcim_iounmap_region") }
        }
        return 0
      }),
  ]
}
