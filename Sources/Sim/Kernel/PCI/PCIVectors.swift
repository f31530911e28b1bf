// Interrupt vectors: MSI, MSI-X, or the one INTx.
//
// Source: drivers/pci/msi/api.c, msi.c, 6.12.

enum PCIVectors {
  private static let area = PCI.area
  private static let file = "drivers/pci/msi/api.c"
  private static let msi: UInt64 = 1
  private static let msix: UInt64 = 2

  /// Whether calls without `pcim` are managed because the device was enabled with `pcim`.
  static func isHybrid(_ m: Machine) -> Bool { Devres.has(m, .enable) }

  /// The message interrupts are gone; `pci_dev.irq` is the INTx again.
  static func free(_ m: Machine) {
    if m.word(m.device, DeviceWord.vectors) != 0, Interrupts.hasVectorAction(m) {
      m.report(
        .apiMisuse, kind: "vectors freed while requested", subject: m.pciDevice,
        message: "pci_free_irq_vectors() is called while a handler is still requested on one of"
          + " the vectors: it leaks, and a later free_irq() does not find it.")
      if !m.isRunning { return }
    }
    m.setWord(m.device, DeviceWord.vectors, 0)
    m.setWord(m.device, DeviceWord.messages, 0)
    m.store(m.pciDevice &+ m.fields.pciIrq, UInt64(Interrupts.intx), 4)
    mark(m)
  }

  /// Lets the fields of `struct pci_dev` say what is on.
  private static func mark(_ m: Machine) {
    let kind = m.word(m.device, DeviceWord.messages)
    let fields: [(StaticString, UInt64)] = [("msi_enabled", msi), ("msix_enabled", msix)]
    for (name, bit) in fields {
      if let at = m.fields.offset("pci_dev", name) {
        m.store(m.pciDevice &+ at, kind & bit != 0 ? 1 : 0, 4)
      }
    }
  }

  /// Switches messages on: how many vectors there are, or -errno.
  private static func enable(
    _ m: Machine, _ kind: UInt64, least: Int, most: Int, call: String
  ) -> Int {
    guard least >= 1, most >= least else { return -22 }
    if m.word(m.device, DeviceWord.vectors) != 0 {
      m.report(
        .apiMisuse, kind: "vectors allocated twice", subject: m.pciDevice,
        message: "\(call)() is called while the device's message interrupts are in use.")
      return -22
    }
    let has = m.world.device.vectors
    guard has >= least, m.state[Word.deviceGone] == 0 else { return -28 }
    let count = min(has, most)
    m.setWord(m.device, DeviceWord.vectors, UInt64(count))
    m.setWord(m.device, DeviceWord.messages, kind)
    if kind == msi { m.store(m.pciDevice &+ m.fields.pciIrq, UInt64(Interrupts.msi), 4) }
    mark(m)
    if isHybrid(m) { Devres.add(m, .vectors) }
    return count
  }

  private static func disabling(_ name: String) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "\(file):\(name), 6.12",
      fences: "nothing: every free_irq must have been done before",
      .value { m in
        if m.word(m.device, DeviceWord.vectors) == 0 { return 0 }
        _ = Devres.remove(m, .vectors, 0)
        free(m)
        return 0
      })
  }

  static let symbols: [Symbol] = [
    Symbol(
      "pci_alloc_irq_vectors_affinity", as: "pci_alloc_irq_vectors", in: area, from: .process,
      sleeps: true, source: "\(file):pci_alloc_irq_vectors_affinity, 6.12",
      approximation: "the device has as many MSI as MSI-X vectors",
      .value { m in
        if m.failsByFault("pci_alloc_irq_vectors_affinity") { return Machine.int(-28) }
        let least = Int(m.argument(1) & 0xffff_ffff)
        let most = Int(m.argument(2) & 0xffff_ffff)
        let flags = m.argument(3)
        var result = -28
        for (flag, kind) in [(UInt64(4), msix), (2, msi)] where flags & flag != 0 && result < 0 {
          result = enable(m, kind, least: least, most: most, call: "pci_alloc_irq_vectors")
          if !m.isRunning { return 0 }
        }
        if result > 0 { return Machine.int(result) }
        return flags & 1 != 0 && least == 1 ? 1 : Machine.int(result)
      }),
    disabling("pci_free_irq_vectors"),
    disabling("pci_disable_msi"),
    disabling("pci_disable_msix"),
    Symbol(
      "pci_enable_msi", in: area, from: .process, sleeps: true,
      source: "\(file):pci_enable_msi, 6.12", fences: "changes pci_dev.irq",
      .value { m in
        if m.failsByFault("pci_enable_msi") { return Machine.int(-28) }
        let result = enable(m, msi, least: 1, most: 1, call: "pci_enable_msi")
        return Machine.int(min(result, 0))
      }),
    Symbol(
      "pci_enable_msix_range", in: area, from: .process, sleeps: true,
      source: "\(file):pci_enable_msix_range, 6.12",
      .value { m in
        if m.failsByFault("pci_enable_msix_range") { return Machine.int(-28) }
        let result = enable(
          m, msix, least: m.intArgument(2), most: m.intArgument(3), call: "pci_enable_msix_range")
        let size = UInt64(m.fields.layouts["msix_entry"]?.size ?? 8)
        if result > 0, m.argument(1) != 0 {
          for i in 0..<result {
            let entry = m.argument(1) &+ UInt64(i) &* size
            m.store(
              entry &+ (m.fields.offset("msix_entry", "vector") ?? 0),
              UInt64(Interrupts.msi + i), 4)
          }
        }
        return Machine.int(result)
      }),
    Symbol(
      "pci_msi_vec_count", in: area, source: "drivers/pci/msi/api.c:pci_msi_vec_count, 6.12",
      .value { m in count(m) }),
    Symbol(
      "pci_msix_vec_count", in: area, source: "drivers/pci/msi/api.c:pci_msix_vec_count, 6.12",
      .value { m in count(m) }),
    Symbol(
      "pci_irq_vector", in: area, source: "\(file):pci_irq_vector, 6.12",
      .value { m in
        let n = m.intArgument(1)
        let count = Int(m.word(m.device, DeviceWord.vectors))
        if count == 0 {
          return n == 0 ? m.load(m.pciDevice &+ m.fields.pciIrq, 4) : Machine.int(-22)
        }
        return n >= 0 && n < count ? UInt64(Interrupts.msi + n) : Machine.int(-22)
      }),
  ]

  private static func count(_ m: Machine) -> UInt64 {
    m.world.device.vectors > 0 ? UInt64(m.world.device.vectors) : Machine.int(-22)
  }
}
