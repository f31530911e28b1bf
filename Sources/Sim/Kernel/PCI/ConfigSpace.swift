// PCI config space: what drivers read and write of it, and what its bits do to the device.
//
//     0x00 header | 0x40 power management | 0x50 MSI | 0x60 PCI Express | 0xb0 MSI-X
//
// Source: drivers/pci/access.c, pci.c; include/uapi/linux/pci_regs.h, 6.12.

enum ConfigSpace {
  static let words = 32
  private static let bytes = 256

  // Bits of the command register.
  static let memory: UInt64 = 2
  static let master: UInt64 = 4
  static let intxDisable: UInt64 = 0x400

  private static let commandAt = 4
  private static let powerManagement = 0x40
  private static let msi = 0x50
  private static let express = 0x60
  private static let msix = 0xb0

  private static func address(_ m: Machine, _ offset: Int) -> Pointer {
    m.word(m.device, DeviceWord.config) &+ UInt64(offset)
  }

  static func command(_ m: Machine) -> UInt64 { m.load(address(m, commandAt), 2) }
  static func setCommand(_ m: Machine, set: UInt64 = 0, clear: UInt64 = 0) {
    m.store(address(m, commandAt), (command(m) & ~clear) | set, 2)
  }

  /// The config space after power-on. Firmware has left decoding and bus mastering on, as it often
  /// does: a driver may not rely on either.
  static func boot(_ m: Machine) {
    let record = m.makeRecord(words)
    m.setWord(m.device, DeviceWord.config, record)
    fill(m)
    m.store(address(m, commandAt), 7, 2)
  }

  /// After a reset nothing is decoded and the device masters nothing.
  static func reset(_ m: Machine) {
    fill(m)
    m.store(address(m, commandAt), 0, 2)
  }

  private static func fill(_ m: Machine) {
    func put(_ offset: Int, _ value: UInt64, _ size: Int) { m.store(address(m, offset), value, size) }
    // Status: there is a list of capabilities.
    put(6, 0x10, 2)
    put(0x34, UInt64(powerManagement), 1)
    for (bar, bytes) in m.world.device.bars.enumerated().prefix(6) where bytes > 0 {
      put(0x10 + 4 * bar, UInt64(0xfe00_0000 + bar * 0x10_0000), 4)
    }
    put(0x3c, UInt64(Interrupts.intx), 1)
    put(0x3d, 1, 1)
    let hasMessages = m.world.device.vectors > 0
    put(powerManagement, 1 | UInt64(hasMessages ? msi : express) << 8, 2)
    put(powerManagement + 2, 3, 2)
    if hasMessages { put(msi, 5 | UInt64(express) << 8, 2) }
    // An endpoint, version 2.
    put(express, 0x10 | UInt64(hasMessages ? msix : 0) << 8, 2)
    put(express + 2, 2, 2)
    if hasMessages {
      put(msix, 0x11, 2)
      put(msix + 2, UInt64(m.world.device.vectors - 1), 2)
    }
  }

  /// The offset of capability `id`, or 0.
  static func capability(_ m: Machine, _ id: Int) -> Int {
    if isDisconnected(m) || m.state[Word.deviceGone] != 0 { return 0 }
    var at = Int(m.load(address(m, 0x34), 1))
    while at != 0, m.isRunning {
      if Int(m.load(address(m, at), 1)) == id { return at }
      at = Int(m.load(address(m, at + 1), 1))
    }
    return 0
  }

  /// `pci_dev_is_disconnected()`.
  static func isDisconnected(_ m: Machine) -> Bool {
    m.fields.offset("pci_dev", "error_state").map { m.load(m.pciDevice &+ $0, 4) == 3 } ?? false
  }

  private static let notFound: UInt64 = 0x86
  private static let badRegister: UInt64 = 0x87

  /// Reads into `to`: 0 or a PCIBIOS_ error. A device that is gone answers with all ones, and the
  /// read succeeds until the kernel has marked it as disconnected.
  private static func read(_ m: Machine, _ offset: Int, _ size: Int, to: Pointer) -> UInt64 {
    let ones: UInt64 = (1 << UInt64(8 * size)) - 1
    if isDisconnected(m) {
      m.store(to, ones, size)
      return notFound
    }
    guard offset >= 0, offset < 4096, offset % size == 0 else { return badRegister }
    var value = ones
    if m.state[Word.deviceGone] == 0 {
      switch offset {
      case 0, 2:
        let id =
          m.load(m.pciDevice &+ m.fields.pciVendor, 2)
          | m.load(m.pciDevice &+ m.fields.pciDeviceID, 2) << 16
        value = id >> UInt64(8 * offset)
      case 0..<bytes: value = m.load(address(m, offset), size)
      default: value = 0
      }
    }
    m.store(to, value & ones, size)
    return 0
  }

  private static func write(_ m: Machine, _ offset: Int, _ size: Int, _ value: UInt64) -> UInt64 {
    if isDisconnected(m) { return notFound }
    guard offset >= 0, offset < 4096, offset % size == 0 else { return badRegister }
    // The ids, the BARs' addresses and the list of capabilities stay as they are.
    let isFixed = offset < 4 || offset >= 0x10 && offset < 0x3c
    guard m.state[Word.deviceGone] == 0, !isFixed, offset < bytes else { return 0 }
    m.store(address(m, offset), value, size)
    if offset == powerManagement + 4 { setPower(m, value & 3) }
    return 0
  }

  /// A change of power state. In D3hot only the config space answers.
  static func setPower(_ m: Machine, _ state: UInt64) {
    m.setWord(m.device, DeviceWord.power, state)
    let csr = address(m, powerManagement + 4)
    m.store(csr, (m.load(csr, 2) & ~3) | state & 3, 2)
    if let at = m.fields.offset("pci_dev", "current_state") {
      m.store(m.pciDevice &+ at, state, 4)
    }
  }

  // MARK: Saving and restoring

  /// `pci_save_state()`.
  static func save(_ m: Machine) {
    if m.word(m.device, DeviceWord.saved) == 0 {
      m.setWord(m.device, DeviceWord.saved, m.makeRecord(words))
    }
    for i in 0..<words {
      m.setWord(
        m.word(m.device, DeviceWord.saved), i, m.word(m.word(m.device, DeviceWord.config), i))
    }
    setSaved(m, 1)
  }

  /// `pci_restore_state()`: nothing if no state was saved.
  static func restore(_ m: Machine) {
    let saved = m.word(m.device, DeviceWord.saved)
    guard saved != 0, m.state[Word.deviceGone] == 0 else { return }
    for i in 0..<words { m.setWord(m.word(m.device, DeviceWord.config), i, m.word(saved, i)) }
    m.setWord(m.device, DeviceWord.barsLost, 0)
    setPower(m, m.word(m.device, DeviceWord.power))
    setSaved(m, 0)
  }

  private static func setSaved(_ m: Machine, _ value: UInt64) {
    if let at = m.fields.offset("pci_dev", "state_saved") { m.store(m.pciDevice &+ at, value, 4) }
  }

  // MARK: Symbols

  private static let area = "pci"

  private static func pcie(_ name: String, _ size: Int) -> [Symbol] {
    let source = "drivers/pci/access.c"
    return [
      Symbol(
        "pcie_capability_read_\(name)", in: area,
        source: "\(source):pcie_capability_read_\(name), 6.12",
        .value { m in read(m, express + m.intArgument(1), size, to: m.argument(2)) }),
      Symbol(
        "pcie_capability_write_\(name)", in: area,
        source: "\(source):pcie_capability_write_\(name), 6.12",
        .value { m in write(m, express + m.intArgument(1), size, m.argument(2)) }),
    ]
  }

  static let symbols: [Symbol] =
    [("byte", 1), ("word", 2), ("dword", 4)].flatMap { name, size in
      [
        Symbol(
          "pci_read_config_\(name)", in: area,
          source: "drivers/pci/access.c:pci_read_config_\(name), 6.12",
          fences: "all ones once the device is gone; an error only when it is marked so",
          approximation: "256 bytes: header, power management, MSI, PCI Express, MSI-X; others"
            + " read 0",
          .value { m in read(m, m.intArgument(1), size, to: m.argument(2)) }),
        Symbol(
          "pci_write_config_\(name)", in: area,
          source: "drivers/pci/access.c:pci_write_config_\(name), 6.12",
          approximation: "the command register and the power state have their effects; BARs stay",
          .value { m in write(m, m.intArgument(1), size, m.argument(2)) }),
      ]
    } + pcie("word", 2) + pcie("dword", 4) + [
      Symbol(
        "pcie_capability_clear_and_set_word_unlocked", as: "pcie_capability_clear_and_set_word",
        in: area, source: "drivers/pci/access.c:pcie_capability_clear_and_set_word_unlocked, 6.12",
        .value { m in
          let at = express + m.intArgument(1)
          guard at + 2 <= bytes else { return badRegister }
          let old = m.load(address(m, at), 2)
          return write(m, at, 2, (old & ~m.argument(2)) | m.argument(3) & 0xffff)
        }),
      Symbol(
        "pci_find_capability", in: area, source: "drivers/pci/pci.c:pci_find_capability, 6.12",
        .value { m in Machine.int(capability(m, m.intArgument(1))) }),
      Symbol(
        "pci_find_ext_capability", in: area,
        source: "drivers/pci/pci.c:pci_find_ext_capability, 6.12",
        approximation: "the device has none", .value { _ in 0 }),
      Symbol(
        "pci_save_state", in: area, source: "drivers/pci/pci.c:pci_save_state, 6.12",
        .value { m in
          save(m)
          return 0
        }),
      Symbol(
        "pci_restore_state", in: area, source: "drivers/pci/pci.c:pci_restore_state, 6.12",
        fences: "brings the BARs and the command register back after a reset, if they were saved",
        .value { m in
          restore(m)
          return 0
        }),
      Symbol(
        "pci_set_power_state", in: area, from: .process,
        source: "drivers/pci/pci.c:pci_set_power_state, 6.12",
        fences: "nothing: who still accesses registers gets all ones",
        approximation: "the time that a transition takes is not spent",
        .value { m in
          let state = m.argument(1) & 0xffff_ffff
          if isDisconnected(m) || m.state[Word.deviceGone] != 0 { return Machine.int(-5) }
          setPower(m, min(state, 3))
          return 0
        }),
      Symbol(
        "pci_intx", in: area, source: "drivers/pci/pci.c:pci_intx, 6.12",
        fences: "the device raises no INTx while it is off; one that a CPU has accepted still comes",
        .value { m in
          if m.state[Word.deviceGone] != 0 { return 0 }
          if m.argument(1) & 0xffff_ffff != 0 {
            setCommand(m, clear: intxDisable)
          } else {
            setCommand(m, set: intxDisable)
          }
          return 0
        }),
    ]
}
