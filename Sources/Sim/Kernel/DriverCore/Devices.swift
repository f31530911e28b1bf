// Devices that drivers make themselves, their references and their release; kobjects and classes.
//
// Source: drivers/base/core.c, class.c, lib/kobject.c, 6.12.

enum Devices {
  private static let area = "driver core"
  private static let core = "drivers/base/core.c"

  /// The words of a registered device's record, beside those of `Bound`.
  enum Record {
    static let device = 1
    static let deviceClass = Bound.next
    static let number = Bound.next + 1
    /// The binding that has added it.
    static let addedBy = Bound.next + 2
    /// Its name in sysfs, if drivers can be bound to it.
    static let name = Bound.next + 3
    /// device_del() has begun.
    static let isDead = Bound.next + 4
    static let count = Bound.next + 5
  }

  private static let putDevice = KernelTable.routine("put_device")
  private static let deviceDelete = KernelTable.routine("device_del")
  private static let unbindForGood = KernelTable.routine("bus_remove_device")
  private static let removeDirectory = KernelTable.routine("sysfs_remove_dir")
  private static let cleanup = KernelTable.routine("kobject_delayed_cleanup")

  // MARK: References

  private static func count(_ m: Machine, _ structure: String, _ p: Pointer) -> Pointer {
    (structure == "device" ? p &+ (m.fields.offset("device", "kobj") ?? 0) : p)
      &+ (m.fields.offset("kobject", "kref") ?? 0)
  }

  /// `get_device()`: references to the PCI device are not counted.
  static func get(_ m: Machine, _ device: Pointer) {
    if device != Binding.deviceStruct(m) { get(m, "device", device) }
  }

  private static func get(_ m: Machine, _ structure: String, _ p: Pointer) {
    let at = count(m, structure, p)
    let n = m.load(at, 4)
    guard m.isRunning else { return }
    if n == 0 {
      m.report(
        .refcount, kind: "reference taken from 0", subject: p,
        message: "A reference to a \(structure) is taken that has none left, or was not"
          + " initialised.")
    } else {
      m.store(at, n + 1, 4)
    }
  }

  /// Gives a reference back: whether it was the last.
  private static func putIsLast(_ m: Machine, _ structure: String, _ p: Pointer) -> Bool {
    let at = count(m, structure, p)
    let n = m.load(at, 4)
    guard m.isRunning else { return false }
    if n == 0 {
      m.report(
        .refcount, kind: "reference underflow", subject: p,
        message: "A reference to a \(structure) is given back that has none left.")
      return false
    }
    m.store(at, n - 1, 4)
    return n == 1 && m.isRunning
  }

  /// What releases a device: its own function, or its class's.
  private static func deviceRelease(_ m: Machine, _ device: Pointer) -> Pointer {
    guard let at = m.fields.offset("device", "release") else { return 0 }
    let own = m.load(device &+ at)
    if own != 0 || !m.isRunning { return own }
    guard let type = m.fields.offset("device", "class"),
      let release = m.fields.offset("class", "dev_release")
    else { return 0 }
    let itsClass = m.load(device &+ type)
    return itsClass == 0 || itsClass >= UInt64(bitPattern: -4095) ? 0 : m.load(itsClass &+ release)
  }

  private static func kobjectRelease(_ m: Machine, _ kobject: Pointer) -> Pointer {
    let type = m.load(kobject &+ (m.fields.offset("kobject", "ktype") ?? 0))
    if type == 0 || !m.isRunning { return 0 }
    return m.load(type &+ (m.fields.offset("kobj_type", "release") ?? 0))
  }

  /// `put_device()` and `kobject_put()`: the last one calls the release function, at once or, with
  /// DEBUG_KOBJECT_RELEASE, from a worker some time later.
  private static func put(
    _ m: Machine, _ f: Frame, _ structure: String,
    _ release: @Sendable (Machine, Pointer) -> Pointer
  ) -> Phase {
    let p = f.argument(0)
    switch f.phase {
    case 0: return .next(1)
    case 1:
      if structure == "kobject", p != 0, Cdevs.isCdev(m, kobject: p) {
        m.setOutgoing(p, 0)
        return .enter(Cdevs.put, arguments: 2, 2)
      }
      if p == 0 || structure == "device" && p == Binding.deviceStruct(m) { return .done(0) }
      if m.kind(Machine.id(p)) == .kernel, structure == "device" {
        // A device of device_create(): the kernel's own release.
        if putIsLast(m, structure, p) { m.retire(p, ObjectFlag.freed) }
        return m.isRunning ? .done(0) : .stop
      }
      guard putIsLast(m, structure, p) else { return m.isRunning ? .done(0) : .stop }
      let function = release(m, p)
      if !m.isRunning { return .stop }
      if function == 0 {
        m.report(
          .apiMisuse, kind: "\(structure) without a release function", subject: p,
          message: "The last reference to a \(structure) is given back, and it has no release()"
            + " function: it is broken and must be fixed.")
        return m.isRunning ? .done(0) : .stop
      }
      if m.world.config.contains(.debugKobjectRelease) {
        _ = m.spawn(.work, cleanup, (p, function), subject: p, function: function)
        return m.isRunning ? .done(0) : .stop
      }
      m.setOutgoing(p)
      return .call(function, arguments: 1, 2)
    default: return .done(0)
    }
  }

  // MARK: Adding and deleting

  static func record(_ m: Machine, _ device: Pointer) -> Pointer {
    m.first(on: Word.deviceList) { m.word($0, Record.device) == device }
  }

  private static func parent(_ m: Machine, _ device: Pointer) -> Pointer {
    let parent = m.load(device &+ m.fields.deviceParent)
    return parent == Binding.deviceStruct(m) ? 0 : parent
  }

  static func initialise(_ m: Machine, _ device: Pointer) {
    m.store(count(m, "device", device), 1, 4)
    m.store(device &+ m.fields.deviceMutex &+ m.fields.mutexOwner, 0)
    Lockdep.setMap(
      m, device &+ m.fields.deviceMutex &+ m.fields.mutexMap, key: Lockdep.noValidate, name: 0)
  }

  /// device_add(): 0 or -errno. On an error the reference is still the caller's to give back.
  static func add(_ m: Machine, _ device: Pointer, call: String) -> Int {
    if m.failsByFault(call) { return -12 }
    if m.load(count(m, "device", device), 4) == 0, m.isRunning {
      m.report(
        .uninitialisedObject, kind: "device_add before device_initialize", subject: device,
        message: "device_add() is called on a device that device_initialize() has not set up.")
    }
    if !m.isRunning { return 0 }
    if record(m, device) != 0 {
      m.report(
        .apiMisuse, kind: "device added twice", subject: device,
        message: "device_add() is called on a device that is there already.")
      return -22
    }
    let above = parent(m, device)
    if above != 0 { get(m, "device", above) }
    let entry = m.makeRecord(Record.count)
    if !m.isRunning { return 0 }
    m.setWord(entry, Record.device, device)
    m.setWord(entry, Record.addedBy, m.actingBinding)
    m.push(entry, on: Word.deviceList)
    guard let groups = m.fields.offset("device", "groups") else { return 0 }
    let error = Sysfs.addGroups(m, device, m.load(device &+ groups))
    if error != 0, m.isRunning {
      m.unlink(entry, from: Word.deviceList)
      if above != 0 { _ = putIsLast(m, "device", above) }
    }
    return error
  }

  /// A registered device within these bytes, or 0.
  static func registered(_ m: Machine, in p: Pointer, _ size: Int) -> Pointer {
    let found = m.first(on: Word.deviceList) {
      let device = m.word($0, Record.device)
      return device >= p && device < p &+ UInt64(size)
    }
    return found == 0 ? 0 : m.word(found, Record.device)
  }

  /// A device that a binding has added and not deleted, or 0.
  static func left(_ m: Machine, binding: UInt64) -> Pointer {
    let found = m.first(on: Word.deviceList) { m.word($0, Record.addedBy) == binding }
    return found == 0 ? 0 : m.word(found, Record.device)
  }

  /// The last steps of device_del().
  private static func forget(_ m: Machine, _ entry: Pointer) -> Phase {
    m.unlink(entry, from: Word.deviceList)
    m.setOutgoing(m.word(entry, Record.device))
    m.setWord(entry, Record.device, 0)
    return .enter(removeDirectory, arguments: 1, 2)
  }

  /// What device_del() does for a device that drivers can be bound to. Argument: its record. The
  /// device is marked dead under its lock, so that nothing is bound to it from then on; its own
  /// attributes go, then its driver, then what devres still has.
  private static func unbindForGood(_ m: Machine, _ f: Frame) -> Phase {
    let entry = f.argument(0)
    switch f.phase {
    case 0: return .wait(Locks.wait(m, forMutex: BusDevice.lock(m, entry)), 1)
    case 1:
      Locks.takeMutex(m, BusDevice.lock(m, entry))
      m.setWord(entry, Record.isDead, 1)
      Locks.release(m, BusDevice.lock(m, entry))
      return .next(2)
    case 2:
      let device = m.word(entry, Record.device)
      let groups = m.fields.offset("device", "groups").map { m.load(device &+ $0) } ?? 0
      if !m.isRunning { return .stop }
      if groups == 0 { return .next(3) }
      m.setOutgoing(device, groups)
      return .enter(Sysfs.removeGroups, arguments: 2, 3)
    case 3:
      m.setOutgoing(entry, 0)
      return .enter(Routines.deviceReleaseDriver, arguments: 2, 4)
    case 4:
      DeferredProbe.delete(m, entry)
      DeviceLinks.purge(m, entry)
      m.setOutgoing(0, entry)
      return .enter(Routines.devresReleaseAll, arguments: 2, 5)
    default: return .done(0)
    }
  }

  static let routines: [InternalRoutine] = [
    InternalRoutine("bus_remove_device") { m, f in unbindForGood(m, f) },
    // A worker that calls a release function (argument 1) for an object (argument 0).
    InternalRoutine("kobject_delayed_cleanup") { m, f in
      guard f.phase == 1 else { return .done(0) }
      m.header(m.current)[ThreadWord.phase] = ThreadPhase.running.rawValue
      m.startCallback()
      if !m.isRunning { return .stop }
      m.setOutgoing(f.argument(0))
      return .call(f.argument(1), arguments: 1, 2)
    }
  ]

  // MARK: Symbols

  static let symbols: [Symbol] = references + registration + classes

  private static let references: [Symbol] = [
    Symbol(
      "get_device", in: area, source: "\(core):get_device, 6.12",
      approximation: "references to the bus device are not counted: it never goes",
      .value { m in
        let device = m.argument(0)
        if device != 0 {
          if device == Binding.deviceStruct(m) { _ = m.load(device, 4) }
          get(m, device)
        }
        return device
      }),
    Symbol(
      "put_device", in: area, source: "\(core):put_device, 6.12",
      fences: "nothing; the last reference calls release(), which pins no module",
      approximation: "references to the bus device are not counted: it never goes",
      .routine { m, f in put(m, f, "device", deviceRelease) }),
    Symbol(
      "kobject_init", in: area, source: "lib/kobject.c:kobject_init, 6.12",
      .value { m in
        let p = m.argument(0)
        if m.load(count(m, "kobject", p), 4) != 0, m.isRunning {
          m.report(
            .reinitActiveObject, kind: "kobject initialised twice", subject: p,
            message: "kobject_init() is called on a kobject that has references.")
        }
        if !m.isRunning { return 0 }
        m.store(count(m, "kobject", p), 1, 4)
        m.store(p &+ (m.fields.offset("kobject", "ktype") ?? 0), m.argument(1))
        return 0
      }),
    Symbol(
      "kobject_get", in: area, source: "lib/kobject.c:kobject_get, 6.12",
      .value { m in
        if m.argument(0) != 0 { get(m, "kobject", m.argument(0)) }
        return m.argument(0)
      }),
    Symbol(
      "kobject_put", in: area, source: "lib/kobject.c:kobject_put, 6.12",
      fences: "nothing; the last reference calls the ktype's release, which pins no module",
      .routine { m, f in put(m, f, "kobject", kobjectRelease) }),
  ]

  private static let registration: [Symbol] = [
    Symbol(
      "device_initialize", in: area, source: "\(core):device_initialize, 6.12",
      fences: "from here on the device is given back with put_device(), never kfree()",
      .value { m in
        initialise(m, m.argument(0))
        return 0
      }),
    Symbol(
      "device_add", in: area, from: .process, sleeps: true, source: "\(core):device_add, 6.12",
      fences: "its attributes can be used before it returns",
      .value { m in Machine.int(add(m, m.argument(0), call: "device_add")) }),
    Symbol(
      "device_register", in: area, from: .process, sleeps: true,
      source: "\(core):device_register, 6.12",
      fences: "on an error the caller must still call put_device()",
      .value { m in
        initialise(m, m.argument(0))
        return m.isRunning ? Machine.int(add(m, m.argument(0), call: "device_register")) : 0
      }),
    Symbol(
      "device_del", in: area, from: .process, sleeps: true, source: "\(core):device_del, 6.12",
      fences: "waits for running show and store of its attributes, and refuses later ones",
      .routine { m, f in
        let device = f.argument(0)
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let entry = record(m, device)
          guard entry != 0, !BusDevice.isDead(m, entry) else {
            // Freed memory is seen for what it is first.
            _ = m.load(count(m, "device", device), 4)
            m.report(
              .apiMisuse, kind: "device_del of a device that is not added", subject: device,
              message: "device_del() is called on a device that is not there.")
            return m.isRunning ? .done(0) : .stop
          }
          if BusDevice.isOnBus(m, entry) {
            m.setOutgoing(entry)
            return .enter(unbindForGood, arguments: 1, 4)
          }
          return forget(m, entry)
        case 4: return forget(m, record(m, device))
        case 2:
          let above = parent(m, device)
          if !m.isRunning { return .stop }
          if above == 0 { return .done(0) }
          m.setOutgoing(above)
          return .enter(putDevice, arguments: 1, 3)
        default: return .done(0)
        }
      }),
    Symbol(
      "device_unregister", in: area, from: .process, sleeps: true,
      source: "\(core):device_unregister, 6.12", fences: "device_del(), then put_device()",
      .routine { m, f in
        if f.phase == 0 { return .next(1) }
        m.setOutgoing(f.argument(0))
        switch f.phase {
        case 1: return .enter(deviceDelete, arguments: 1, 2)
        case 2: return .enter(putDevice, arguments: 1, 3)
        default: return .done(0)
        }
      }),
  ]

  private static let classes: [Symbol] = [
    Symbol(
      "class_create", in: area, from: .process, sleeps: true,
      source: "drivers/base/class.c:class_create, 6.12",
      .value { m in
        if m.failsByFault("class_create") { return Machine.errorPointer(12) }
        return m.makeObject(.kernel, size: m.fields.size("class", or: 32))
      }),
    Symbol(
      "class_destroy", in: area, from: .process, sleeps: true,
      source: "drivers/base/class.c:class_destroy, 6.12",
      .value { m in
        let p = m.argument(0)
        if p == 0 || p >= UInt64(bitPattern: -4095) { return 0 }
        _ = m.load(p)
        if m.isRunning { m.retire(p, ObjectFlag.freed) }
        return 0
      }),
    Symbol(
      "device_create", in: area, from: .process, sleeps: true,
      source: "\(core):device_create, 6.12", approximation: "its name is not formatted",
      .value { m in
        if m.failsByFault("device_create") { return Machine.errorPointer(12) }
        _ = m.load(m.argument(0))
        let device = m.makeObject(
          .kernel, size: m.fields.size("device", or: 128), type: .device)
        if !m.isRunning { return 0 }
        initialise(m, device)
        m.store(device &+ m.fields.deviceParent, m.argument(1))
        m.store(device &+ m.fields.deviceDriverData, m.argument(3))
        let error = add(m, device, call: "")
        if error != 0 || !m.isRunning { return Machine.errorPointer(-error) }
        let entry = record(m, device)
        m.setWord(entry, Record.deviceClass, m.argument(0))
        m.setWord(entry, Record.number, m.argument(2) & 0xffff_ffff)
        return device
      }),
    Symbol(
      "device_destroy", in: area, from: .process, sleeps: true,
      source: "\(core):device_destroy, 6.12",
      fences: "as device_unregister: its attributes are drained",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let entry = m.first(on: Word.deviceList) {
            m.word($0, Record.deviceClass) == f.argument(0)
              && m.word($0, Record.number) == f.argument(1) & 0xffff_ffff
          }
          if entry == 0 { return .done(0) }
          f[0] = m.word(entry, Record.device)
          m.setOutgoing(f[0])
          return .enter(deviceDelete, arguments: 1, 2)
        case 2:
          m.setOutgoing(f[0])
          return .enter(putDevice, arguments: 1, 3)
        default: return .done(0)
        }
      }),
  ]
}
