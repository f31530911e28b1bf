// Misc devices: all of them under one mutex, which ->open of each is called with.
//
// Source: drivers/char/misc.c, 6.12.

enum MiscDevices {
  static let area = "character devices"

  /// The words of a registered misc device's record.
  private enum Misc {
    static let device = 1
    static let binding = 2
    /// The address space that its files share, 0 before the first of them that can be mapped.
    static let mapping = 3
    static let count = 4
  }

  static func device(_ m: Machine, _ record: Pointer) -> Pointer { m.word(record, Misc.device) }
  static func binding(_ m: Machine, _ record: Pointer) -> UInt64 { m.word(record, Misc.binding) }

  /// The files of one device have one inode, and so one address space.
  static func shareMapping(_ m: Machine, _ record: Pointer, _ open: Pointer, _ ops: Pointer) {
    let known = m.word(record, Misc.mapping)
    m.setWord(record, Misc.mapping, OpenFiles.setMapping(m, open, ops: ops, mapping: known))
  }

  static func isFree(_ m: Machine) -> Wait {
    Wait(.equal, index: Word.miscLock, value: 0)
  }

  static func find(_ m: Machine, named name: String) -> Pointer {
    let wanted = name.hasPrefix("/dev/") ? String(name.dropFirst(5)) : name
    return m.first(on: Word.miscList) { r in
      m.string(at: m.load(m.word(r, Misc.device) &+ m.fields.miscName)) == wanted
    }
  }

  /// A registered misc device whose operations are `module`'s, or 0.
  static func left(_ m: Machine, module: Int) -> Pointer {
    let record = m.first(on: Word.miscList) { r in
      guard let ops = m.plainBytes(m.word(r, Misc.device) &+ m.fields.miscOps, 8) else {
        return false
      }
      return m.owner(Machine.id(Machine.read(ops, 8))) == module + 1
    }
    return record == 0 ? 0 : m.word(record, Misc.device)
  }

  /// The device of a misc device, and its minor number if it is dynamic.
  private static func makeDevice(_ m: Machine, _ misc: Pointer) {
    if m.load(misc &+ m.fields.miscMinor, 4) == 255 {
      m.store(misc &+ m.fields.miscMinor, 63 &- (m.state[Word.nextNumber] & 63), 4)
      m.state[Word.nextNumber] &+= 1
    }
    let device = m.makeObject(.kernel, size: m.fields.size("device", or: 128), type: .device)
    if !m.isRunning { return }
    Devices.initialise(m, device)
    m.store(device &+ m.fields.deviceParent, m.load(misc &+ m.fields.miscParent))
    m.store(device &+ m.fields.deviceDriverData, misc)
    if let name = m.fields.offset("device", "init_name") {
      m.store(device &+ name, m.load(misc &+ m.fields.miscName))
    }
    m.store(misc &+ m.fields.miscThisDevice, device)
  }

  static let symbols: [Symbol] = [
    Symbol(
      "misc_register", in: area, from: .process, sleeps: true,
      source: "drivers/char/misc.c:misc_register, 6.12",
      fences: "the device can be opened before it returns",
      .blocking(
        isFree,
        { m in
          if m.failsByFault("misc_register") { return Machine.int(-16) }
          let misc = m.argument(0)
          _ = m.load(misc &+ m.fields.miscOps)
          let name = m.string(at: m.load(misc &+ m.fields.miscName))
          if !m.isRunning { return 0 }
          let known = m.first(on: Word.miscList) { m.word($0, Misc.device) == misc }
          if known != 0 {
            m.report(
              .apiMisuse, kind: "misc device registered twice", subject: misc,
              message: "misc_register() is called on a device that is registered.")
            return Machine.int(-17)
          }
          // The device's name in sysfs is taken.
          if find(m, named: name) != 0 { return Machine.int(-17) }
          let record = m.makeRecord(Misc.count)
          m.setWord(record, Misc.device, misc)
          m.setWord(record, Misc.binding, m.checksFence ? m.actingBinding : 0)
          makeDevice(m, misc)
          m.push(record, on: Word.miscList)
          return 0
        })),
    Symbol(
      "misc_deregister", in: area, from: .process, sleeps: true,
      source: "drivers/char/misc.c:misc_deregister, 6.12",
      fences: "waits for a running ->open and prevents later ones; open files and operations in"
        + " flight go on",
      .blocking(
        isFree,
        { m in
          let misc = m.argument(0)
          let record = m.first(on: Word.miscList) { m.word($0, Misc.device) == misc }
          guard record != 0 else {
            m.report(
              .apiMisuse, kind: "deregistering a misc device that is not registered",
              subject: misc,
              message: "misc_deregister() is called on a device that is not registered.")
            return 0
          }
          m.unlink(record, from: Word.miscList)
          // device_destroy(): the pointer to it is left behind.
          let device = m.load(misc &+ m.fields.miscThisDevice)
          if m.isRunning, device != 0 { m.retire(device, ObjectFlag.freed) }
          return 0
        })),
  ]
}
