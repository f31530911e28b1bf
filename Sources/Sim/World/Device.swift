// The fake PCI device: its registers and what is left of it.

/// The words of the device's record.
enum DeviceWord {
  /// The `struct pci_dev`.
  static let pciDevice = 1
  /// The record of the driver that it is bound to, 0 if none.
  static let driver = 2
  /// The newest devres node.
  static let devres = 3
  static let enableCount = 4
  /// Mask of the BARs whose regions are requested.
  static let regions = 5
  /// Allocated vectors; 0 means INTx.
  static let vectors = 6
  /// Bus mastering was switched off: no DMA, no MSI.
  static let masterCleared = 7
  /// Which binding it is: counts probes.
  static let binding = 8
  /// Whether a probe or a binding is under way.
  static let isBinding = 9
  /// Registers, one word for 4 bytes of BAR 0.
  static let registers = 10
  static let registerWords = 11
  static let count = 12
}

extension Machine {
  var device: Pointer { state[Word.deviceRecord] }
  var pciDevice: Pointer { word(device, DeviceWord.pciDevice) }

  /// The device's binding that a resource taken now belongs to, or 0.
  var currentBinding: UInt64 {
    word(device, DeviceWord.isBinding) != 0 ? word(device, DeviceWord.binding) : 0
  }

  /// Bytes of BAR 0 that remember what is written to them.
  public static let rememberedBytes = 1024

  /// Makes the device, with its registers as the scenario has them.
  func bootDevice() {
    let record = makeRecord(DeviceWord.count)
    state[Word.deviceRecord] = record
    let spec = world.device
    let p = makeObject(.kernel, size: fields.size("pci_dev", or: 512), type: .device)
    setWord(record, DeviceWord.pciDevice, p)
    let words = min(spec.bars.first ?? 0, Self.rememberedBytes) / 4
    let registers = makeRecord(max(1, words))
    setWord(record, DeviceWord.registers, registers)
    setWord(record, DeviceWord.registerWords, UInt64(words))
    for register in spec.registers where register.offset / 4 < words {
      switch register.spec {
      case .fixed(let v), .clearOnRead(let v): setWord(registers, register.offset / 4, v)
      case .any, .sequence: break
      }
    }
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

  private func spec(at offset: Int) -> RegisterSpec? {
    for register in world.device.registers where register.offset == offset { return register.spec }
    return nil
  }

  /// Reads `size` bytes of a BAR.
  func readRegister(bar: Int, _ offset: UInt64, _ size: Int) -> UInt64 {
    let ones = size >= 8 ? UInt64.max : (1 << UInt64(8 * size)) - 1
    guard state[Word.deviceGone] == 0 else { return ones }
    if size == 8 {
      return readRegister(bar: bar, offset, 4) | readRegister(bar: bar, offset + 4, 4) << 32
    }
    let index = Int(offset) / 4
    guard bar == 0, index < Int(word(device, DeviceWord.registerWords)) else { return 0 }
    let registers = word(device, DeviceWord.registers)
    let shift = UInt64(offset % 4) * 8
    let stored = word(registers, index)
    let value: UInt64
    switch spec(at: index * 4) {
    case nil, .fixed: value = stored
    case .any(let values): value = values.isEmpty ? 0 : values[choose(values.count)]
    case .sequence(let values):
      value = values.isEmpty ? 0 : values[min(Int(stored), values.count - 1)]
      if Int(stored) + 1 < values.count { setWord(registers, index, stored + 1) }
    case .clearOnRead:
      value = stored
      setWord(registers, index, 0)
    }
    return (value >> shift) & ones
  }

  /// Writes `size` bytes of a BAR.
  func writeRegister(bar: Int, _ offset: UInt64, _ size: Int, _ value: UInt64) {
    guard state[Word.deviceGone] == 0 else { return }
    if size == 8 {
      writeRegister(bar: bar, offset, 4, value & 0xffff_ffff)
      writeRegister(bar: bar, offset + 4, 4, value >> 32)
      return
    }
    let index = Int(offset) / 4
    guard bar == 0, index < Int(word(device, DeviceWord.registerWords)) else { return }
    switch spec(at: index * 4) {
    case .any, .sequence: return
    case nil, .fixed, .clearOnRead: break
    }
    let registers = word(device, DeviceWord.registers)
    let shift = UInt64(offset % 4) * 8
    let mask = (size >= 4 ? 0xffff_ffff : (UInt64(1) << UInt64(8 * size)) - 1) << shift
    setWord(registers, index, (word(registers, index) & ~mask) | ((value << shift) & mask))
  }
}
