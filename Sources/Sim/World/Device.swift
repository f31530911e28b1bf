// The fake PCI device: its registers, its config space and what is left of it.

/// The words of the device's record, beside those of `Bound`.
enum DeviceWord {
  /// The `struct pci_dev`.
  static let pciDevice = 1
  static let driver = Bound.driver
  static let devres = Bound.devres
  static let binding = Bound.binding
  static let isBinding = Bound.isBinding
  static let enableCount = Bound.next
  /// Mask of the BARs whose regions are requested.
  static let regions = Bound.next + 1
  /// Allocated vectors; 0 means INTx.
  static let vectors = Bound.next + 2
  /// The config space: a record of `ConfigSpace.words` words.
  static let config = Bound.next + 3
  /// Registers, one word for 4 bytes of BAR 0.
  static let registers = Bound.next + 4
  static let registerWords = Bound.next + 5
  /// The pages of registers that lie beyond those: records of `RegisterPage`.
  static let registerPages = Bound.next + 6
  /// Power state: 0 is D0, 3 is D3hot.
  static let power = Bound.next + 7
  /// A reset has wiped the BARs: nothing answers until they are restored.
  static let barsLost = Bound.next + 8
  /// The config space as `pci_save_state()` has it, 0 if it was not called.
  static let saved = Bound.next + 9
  /// Which of MSI (1) and MSI-X (2) the vectors are.
  static let messages = Bound.next + 10
  static let count = Bound.next + 11
}

/// 64 registers beyond those that have words of their own.
private enum RegisterPage {
  /// BAR and page number.
  static let key = 1
  static let first = 2
  static let registers = 64
  static let count = 66
}

extension Machine {
  var device: Pointer { state[Word.deviceRecord] }
  var pciDevice: Pointer { word(device, DeviceWord.pciDevice) }

  /// The device's binding that a resource taken now belongs to, or 0.
  var currentBinding: UInt64 {
    word(device, DeviceWord.isBinding) != 0 ? word(device, DeviceWord.binding) : 0
  }

  /// Bytes of BAR 0 that have words of their own; others get pages when they are written.
  private static let denseBytes = 1024

  /// Makes the device, with its registers as the scenario has them.
  func bootDevice() {
    let record = makeRecord(DeviceWord.count)
    state[Word.deviceRecord] = record
    let spec = world.device
    let words = min(spec.bars.first ?? 0, Self.denseBytes) / 4
    let registers = makeRecord(max(1, words))
    setWord(record, DeviceWord.registers, registers)
    setWord(record, DeviceWord.registerWords, UInt64(words))
    initialiseRegisters()
    ConfigSpace.boot(self)
    bootPciDevice()
  }

  /// What the registers are after power-on or a reset.
  private func initialiseRegisters() {
    let registers = word(device, DeviceWord.registers)
    for i in 0..<Int(word(device, DeviceWord.registerWords)) { setWord(registers, i, 0) }
    setWord(device, DeviceWord.registerPages, 0)
    for register in world.device.registers {
      switch register.spec {
      case .fixed(let v), .clearOnRead(let v): setRegister(0, register.offset / 4, v)
      case .any, .sequence, .irqEnable, .dmaEnable: break
      }
    }
  }

  /// The device loses all that it was told, and its BARs; its config space is as after power-on.
  func resetDevice() {
    initialiseRegisters()
    ConfigSpace.reset(self)
    setWord(device, DeviceWord.barsLost, 1)
    setWord(device, DeviceWord.power, 0)
  }

  /// A new `struct pci_dev` for the device.
  func bootPciDevice() {
    let spec = world.device
    let p = makeObject(.kernel, size: fields.size("pci_dev", or: 512), type: .device)
    setWord(device, DeviceWord.pciDevice, p)
    guard fields.layouts["pci_dev"] != nil else { return }
    store(p &+ fields.pciVendor, UInt64(spec.vendor), 2)
    store(p &+ fields.pciDeviceID, UInt64(spec.device), 2)
    store(p &+ fields.pciIrq, UInt64(Interrupts.intx), 4)
    if let at = fields.offset("pci_dev", "error_state") { store(p &+ at, 1, 4) }
    if let at = fields.offset("pci_dev", "resource"), let size = fields.layouts["resource"]?.size {
      for (bar, bytes) in spec.bars.enumerated().prefix(6) {
        let r = p &+ at &+ UInt64(bar * size)
        let start = UInt64(0xfe00_0000 + bar * 0x10_0000)
        store(r &+ (fields.offset("resource", "start") ?? 0), start)
        store(r &+ (fields.offset("resource", "end") ?? 8), start + UInt64(max(bytes, 1)) - 1)
        store(r &+ (fields.offset("resource", "flags") ?? 24), 0x200)
      }
    }
  }

  // MARK: What the device can do

  /// Whether its registers answer: nothing else is a fault, reads are all ones.
  private var registersAnswer: Bool {
    state[Word.deviceGone] == 0 && word(device, DeviceWord.power) == 0
      && word(device, DeviceWord.barsLost) == 0 && ConfigSpace.command(self) & 2 != 0
  }

  /// Whether every register that the scenario calls an enable of this kind has it enabled.
  private func isEnabled(_ mask: (RegisterSpec) -> UInt64?) -> Bool {
    for r in world.device.registers {
      if let bits = mask(r.spec), register(0, r.offset / 4) & bits == 0 { return false }
    }
    return true
  }

  /// Whether the device can raise an interrupt now: a message is a memory write of its own, so it
  /// takes bus mastering; INTx has a disable bit of its own.
  func deviceMayInterrupt(isMessage: Bool) -> Bool {
    guard state[Word.deviceGone] == 0, word(device, DeviceWord.power) == 0 else { return false }
    let command = ConfigSpace.command(self)
    if isMessage ? command & ConfigSpace.master == 0 : command & ConfigSpace.intxDisable != 0 {
      return false
    }
    return isEnabled { if case .irqEnable(let bits) = $0 { return bits } else { return nil } }
  }

  /// Whether the device can read and write memory.
  var deviceMayMaster: Bool {
    state[Word.deviceGone] == 0 && word(device, DeviceWord.power) == 0
      && ConfigSpace.command(self) & ConfigSpace.master != 0
      && isEnabled { if case .dmaEnable(let bits) = $0 { return bits } else { return nil } }
  }

  // MARK: Registers

  /// The word behind register `index` (counted in 4 bytes) of a BAR; 0 where nothing was written.
  private func place(_ bar: Int, _ index: Int, making: Bool) -> (record: Pointer, word: Int)? {
    if bar == 0, index < Int(word(device, DeviceWord.registerWords)) {
      return (word(device, DeviceWord.registers), index)
    }
    let key =
      UInt64(bitPattern: Int64(bar + 1)) << 32 | UInt64(index / RegisterPage.registers)
    let at = RegisterPage.first + index % RegisterPage.registers
    var page = word(device, DeviceWord.registerPages)
    while page != 0 {
      if word(page, RegisterPage.key) == key { return (page, at) }
      page = word(page, 0)
    }
    guard making else { return nil }
    page = makeRecord(RegisterPage.count)
    guard page != 0 else { return nil }
    setWord(page, RegisterPage.key, key)
    setWord(page, 0, word(device, DeviceWord.registerPages))
    setWord(device, DeviceWord.registerPages, page)
    return (page, at)
  }

  private func register(_ bar: Int, _ index: Int) -> UInt64 {
    guard let p = place(bar, index, making: false) else { return 0 }
    return word(p.record, p.word)
  }

  private func setRegister(_ bar: Int, _ index: Int, _ value: UInt64) {
    if let p = place(bar, index, making: true) { setWord(p.record, p.word, value) }
  }

  private func spec(_ bar: Int, at offset: Int) -> RegisterSpec? {
    guard bar == 0 else { return nil }
    for register in world.device.registers where register.offset == offset { return register.spec }
    return nil
  }

  /// Reads `size` bytes of a BAR (-1: of some other physical range).
  func readRegister(bar: Int, _ offset: UInt64, _ size: Int) -> UInt64 {
    let ones = size >= 8 ? UInt64.max : (1 << UInt64(8 * size)) - 1
    guard bar < 0 || registersAnswer else { return ones }
    if size == 8 {
      return readRegister(bar: bar, offset, 4) | readRegister(bar: bar, offset + 4, 4) << 32
    }
    let index = Int(offset) / 4
    let shift = UInt64(offset % 4) * 8
    let stored = register(bar, index)
    let value: UInt64
    switch spec(bar, at: index * 4) {
    case nil, .fixed, .irqEnable, .dmaEnable: value = stored
    case .any(let values): value = values.isEmpty ? 0 : values[choose(values.count)]
    case .sequence(let values):
      value = values.isEmpty ? 0 : values[min(Int(stored), values.count - 1)]
      if Int(stored) + 1 < values.count { setRegister(bar, index, stored + 1) }
    case .clearOnRead:
      value = stored
      setRegister(bar, index, 0)
    }
    return (value >> shift) & ones
  }

  /// Writes `size` bytes of a BAR.
  func writeRegister(bar: Int, _ offset: UInt64, _ size: Int, _ value: UInt64) {
    guard bar < 0 || registersAnswer else { return }
    if size == 8 {
      writeRegister(bar: bar, offset, 4, value & 0xffff_ffff)
      writeRegister(bar: bar, offset + 4, 4, value >> 32)
      return
    }
    let index = Int(offset) / 4
    switch spec(bar, at: index * 4) {
    case .any, .sequence: return
    case nil, .fixed, .clearOnRead, .irqEnable, .dmaEnable: break
    }
    let shift = UInt64(offset % 4) * 8
    let mask = (size >= 4 ? 0xffff_ffff : (UInt64(1) << UInt64(8 * size)) - 1) << shift
    setRegister(bar, index, (register(bar, index) & ~mask) | ((value << shift) & mask))
  }
}
