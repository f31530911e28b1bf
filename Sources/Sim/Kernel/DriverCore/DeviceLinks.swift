// Links between devices: a consumer has no driver unless its supplier has one.
//
// A managed link has a status that probe and unbind of its two ends change. A consumer's probe is
// deferred until all its suppliers are bound; the unbind of a supplier first lets go of its own
// device_lock and unbinds its consumers. What is left of a link is given back by a worker, which
// holds a reference to both devices until then.
//
// Source: drivers/base/core.c, dd.c, 6.6 and 6.18.

enum DeviceLinks {
  private static let area = "driver core"
  private static let file = "drivers/base/core.c"

  /// The words of a link's record.
  private enum Link {
    static let supplier = 1
    static let consumer = 2
    static let flags = 3
    static let status = 4
    static let references = 5
    /// The `struct device_link` that drivers are given.
    static let handle = 6
    static let count = 7
  }
  /// `DL_FLAG_`.
  private enum Flag {
    static let stateless: UInt64 = 1
    static let autoremoveConsumer: UInt64 = 2
    static let runtimePM: UInt64 = 4
    static let runtimeActive: UInt64 = 8
    static let autoremoveSupplier: UInt64 = 0x10
    static let autoprobeConsumer: UInt64 = 0x20
    static let managed: UInt64 = 0x40
    static let callers =
      stateless | autoremoveConsumer | runtimePM | runtimeActive | autoremoveSupplier
      | autoprobeConsumer
  }
  /// `DL_STATE_`.
  private enum Status {
    static let none: UInt64 = 0
    static let dormant: UInt64 = 1
    static let available: UInt64 = 2
    static let consumerProbe: UInt64 = 3
    static let active: UInt64 = 4
    static let supplierUnbind: UInt64 = 5
  }
  /// `DL_DEV_`: the word `Bound.links` of a device.
  private enum Device {
    static let noDriver: UInt64 = 0
    static let probing: UInt64 = 1
    static let bound: UInt64 = 2
    static let unbinding: UInt64 = 3
  }

  private static let release = KernelTable.routine("device_link_release_fn")
  private static let putDevice = KernelTable.routine("put_device")
  static let unbindConsumers = KernelTable.routine("device_links_unbind_consumers")

  // MARK: Lists

  /// The links of which this device is one end, oldest first.
  private static func links(_ m: Machine, _ end: Int, _ device: Pointer) -> [Pointer] {
    var all: [Pointer] = []
    var link = m.state[Word.linkList]
    while link != 0 {
      if m.word(link, end) == device { all.append(link) }
      link = m.word(link, 0)
    }
    return all.reversed()
  }

  /// The same, managed ones only, of a device's record.
  private static func managed(_ m: Machine, _ end: Int, of device: Pointer) -> [Pointer] {
    if m.state[Word.linkList] == 0 { return [] }
    return links(m, end, BusDevice.structure(m, device)).filter {
      m.word($0, Link.flags) & Flag.managed != 0
    }
  }

  /// The record of a device that is registered, or 0.
  private static func record(_ m: Machine, _ device: Pointer) -> Pointer {
    device == Binding.deviceStruct(m) ? m.device : Devices.record(m, device)
  }

  private static func status(_ m: Machine, _ device: Pointer) -> UInt64 {
    let record = record(m, device)
    return record == 0 ? Device.noDriver : m.word(record, Bound.links)
  }

  private static func set(_ m: Machine, _ link: Pointer, _ status: UInt64) {
    m.setWord(link, Link.status, status)
  }

  /// Whether a consumer is bound to its driver by this link, or about to be.
  private static func isBusy(_ m: Machine, _ link: Pointer) -> Bool {
    let status = m.word(link, Link.status)
    return status == Status.consumerProbe || status == Status.active
  }

  // MARK: Probe

  /// device_links_check_suppliers(): whether all suppliers are bound.
  static func checkSuppliers(_ m: Machine, _ device: Pointer) -> Bool {
    let links = managed(m, Link.consumer, of: device)
    m.setWord(device, Bound.links, Device.probing)
    for link in links {
      if m.word(link, Link.status) == Status.available {
        set(m, link, Status.consumerProbe)
        continue
      }
      for other in links where m.word(other, Link.status) == Status.consumerProbe {
        let isBound = status(m, m.word(other, Link.supplier)) == Device.bound
        set(m, other, isBound ? Status.available : Status.dormant)
      }
      return false
    }
    return true
  }

  /// device_links_driver_bound().
  static func driverBound(_ m: Machine, _ device: Pointer) {
    for link in managed(m, Link.supplier, of: device) where !isBusy(m, link) {
      set(m, link, Status.available)
      let consumer = BusDevice.find(m, m.word(link, Link.consumer))
      if m.word(link, Link.flags) & Flag.autoprobeConsumer != 0, consumer != 0,
        consumer != m.device
      {
        m.setWord(consumer, Bound.isDeferred, 1)
      }
    }
    for link in managed(m, Link.consumer, of: device) { set(m, link, Status.active) }
    m.setWord(device, Bound.links, Device.bound)
  }

  /// device_links_no_driver(): a probe has failed.
  static func probeFailed(_ m: Machine, _ device: Pointer) {
    for link in managed(m, Link.supplier, of: device) where isBusy(m, link) {
      set(m, link, Status.dormant)
    }
    leaveSuppliers(m, device)
  }

  /// __device_links_no_driver().
  private static func leaveSuppliers(_ m: Machine, _ device: Pointer) {
    for link in managed(m, Link.consumer, of: device).reversed() {
      if m.word(link, Link.flags) & Flag.autoremoveConsumer != 0 {
        dropManaged(m, link)
      } else if isBusy(m, link) {
        let isBound = status(m, m.word(link, Link.supplier)) == Device.bound
        set(m, link, isBound ? Status.available : Status.dormant)
      }
    }
    m.setWord(device, Bound.links, Device.noDriver)
  }

  // MARK: Unbind

  /// device_links_busy(): whether a consumer has to be unbound first. If none has, none will be
  /// probed successfully any more.
  static func areBusy(_ m: Machine, _ device: Pointer) -> Bool {
    var isBusy = false
    for link in managed(m, Link.supplier, of: device) {
      if Self.isBusy(m, link) {
        isBusy = true
        break
      }
      set(m, link, Status.supplierUnbind)
    }
    m.setWord(device, Bound.links, Device.unbinding)
    return isBusy
  }

  /// device_links_driver_cleanup(): the driver is gone.
  static func cleanUp(_ m: Machine, _ device: Pointer) {
    for link in managed(m, Link.supplier, of: device) {
      let isUnbinding = m.word(link, Link.status) == Status.supplierUnbind
      if isUnbinding, m.word(link, Link.flags) & Flag.autoremoveSupplier != 0 {
        dropManaged(m, link)
      } else {
        set(m, link, Status.dormant)
      }
    }
    leaveSuppliers(m, device)
  }

  /// device_links_purge(): a device is deleted.
  static func purge(_ m: Machine, _ device: Pointer) {
    if m.state[Word.linkList] == 0 { return }
    let structure = BusDevice.structure(m, device)
    for end in [Link.consumer, Link.supplier] {
      for link in links(m, end, structure).reversed() where m.isRunning { delete(m, link) }
    }
  }

  // MARK: Making and deleting

  /// device_is_dependent(): whether `target` is `device`, above or below it in the tree, or a
  /// consumer of any of them.
  private static func depends(_ m: Machine, on device: Pointer, _ target: Pointer) -> Bool {
    if device == target { return true }
    var above = m.load(target &+ m.fields.deviceParent)
    while above != 0, m.isRunning {
      if above == device { return true }
      above = m.load(above &+ m.fields.deviceParent)
    }
    let children = m.first(on: Word.deviceList) { child in
      let p = m.word(child, Devices.Record.device)
      return m.load(p &+ m.fields.deviceParent) == device && depends(m, on: p, target)
    }
    if children != 0 || !m.isRunning { return children != 0 }
    return links(m, Link.supplier, device).contains {
      depends(m, on: m.word($0, Link.consumer), target)
    }
  }

  private static func initialStatus(
    _ m: Machine, supplier: Pointer, consumer: Pointer
  ) -> UInt64 {
    let isProbing = status(m, consumer) == Device.probing
    switch status(m, supplier) {
    case Device.probing: return isProbing ? Status.consumerProbe : Status.dormant
    case Device.bound:
      if isProbing { return Status.consumerProbe }
      return status(m, consumer) == Device.bound ? Status.active : Status.available
    case Device.unbinding: return Status.supplierUnbind
    default: return Status.dormant
    }
  }

  /// device_link_add(): the handle, or NULL.
  private static func add(_ m: Machine) -> Pointer {
    let (consumer, supplier) = (m.argument(0), m.argument(1))
    var flags = m.argument(2) & 0xffff_ffff
    let autoremove = Flag.autoremoveConsumer | Flag.autoremoveSupplier
    let isStateless = flags & Flag.stateless != 0
    if flags & (Flag.runtimePM | Flag.runtimeActive) != 0 || flags & ~Flag.callers != 0 {
      m.endWithoutVerdict("device_link_add() with these flags is not modelled")
      return 0
    }
    if consumer == 0 || supplier == 0 || consumer == supplier
      || isStateless && flags & (autoremove | Flag.autoprobeConsumer) != 0
      || flags & Flag.autoprobeConsumer != 0 && flags & autoremove != 0
    {
      return 0
    }
    if m.failsByFault("device_link_add") { return 0 }
    if !isStateless { flags |= Flag.managed }
    if record(m, supplier) == 0 || depends(m, on: consumer, supplier) || !m.isRunning { return 0 }
    if flags & Flag.autoremoveSupplier != 0 { flags &= ~Flag.autoremoveConsumer }
    if let known = links(m, Link.supplier, supplier).first(where: {
      m.word($0, Link.consumer) == consumer
    }) {
      join(m, known, flags)
      return m.word(known, Link.handle)
    }
    let link = m.makeRecord(Link.count)
    let handle = m.makeObject(.kernel, size: m.fields.size("device_link", or: 24))
    if !m.isRunning { return 0 }
    Devices.get(m, supplier)
    Devices.get(m, consumer)
    if !m.isRunning { return 0 }
    m.setWord(link, Link.supplier, supplier)
    m.setWord(link, Link.consumer, consumer)
    m.setWord(link, Link.flags, flags)
    m.setWord(link, Link.references, 1)
    m.setWord(link, Link.handle, handle)
    if !isStateless { set(m, link, initialStatus(m, supplier: supplier, consumer: consumer)) }
    if let at = m.fields.offset("device_link", "supplier") { m.store(handle &+ at, supplier) }
    if let at = m.fields.offset("device_link", "consumer") { m.store(handle &+ at, consumer) }
    m.push(link, on: Word.linkList)
    return handle
  }

  /// A link that is there already stays as long as the longest-lived of its users wants.
  private static func join(_ m: Machine, _ link: Pointer, _ flags: UInt64) {
    var own = m.word(link, Link.flags)
    if flags & Flag.stateless != 0 {
      m.setWord(link, Link.references, m.word(link, Link.references) + 1)
      m.setWord(link, Link.flags, own | Flag.stateless)
      return
    }
    if flags & Flag.autoremoveSupplier != 0 {
      if own & Flag.autoremoveConsumer != 0 {
        own = own & ~Flag.autoremoveConsumer | Flag.autoremoveSupplier
      }
    } else if flags & Flag.autoremoveConsumer == 0 {
      own &= ~(Flag.autoremoveConsumer | Flag.autoremoveSupplier)
    }
    if own & Flag.managed == 0 {
      m.setWord(link, Link.references, m.word(link, Link.references) + 1)
      own |= Flag.managed
      set(
        m, link,
        initialStatus(
          m, supplier: m.word(link, Link.supplier), consumer: m.word(link, Link.consumer)))
    }
    m.setWord(link, Link.flags, own)
  }

  private static func dropManaged(_ m: Machine, _ link: Pointer) {
    m.setWord(link, Link.flags, m.word(link, Link.flags) & ~Flag.managed)
    set(m, link, Status.none)
    put(m, link)
  }

  private static func put(_ m: Machine, _ link: Pointer) {
    let left = m.word(link, Link.references) - 1
    m.setWord(link, Link.references, left)
    if left == 0 { delete(m, link) }
  }

  /// __device_link_del(): a worker gives the references back.
  private static func delete(_ m: Machine, _ link: Pointer) {
    m.unlink(link, from: Word.linkList)
    _ = m.spawn(.work, release, (link, 0), subject: link)
  }

  /// device_link_put_kref(), for a driver: only stateless links are its to drop.
  private static func drop(_ m: Machine, _ link: Pointer, call: String) {
    if m.word(link, Link.flags) & Flag.stateless != 0 {
      put(m, link)
    } else if record(m, m.word(link, Link.consumer)) == 0 {
      delete(m, link)
    } else {
      m.report(
        .apiMisuse, kind: "\(call) of a managed link", subject: m.word(link, Link.handle),
        message: "\(call)() is called on a link without DL_FLAG_STATELESS, which the driver core"
          + " manages.")
    }
  }

  static let routines: [InternalRoutine] = [
    // Argument: the supplier's record; its lock is not held. Local 0 is the consumer's structure
    // while it is unbound.
    InternalRoutine("device_links_unbind_consumers") { m, f in
      switch f.phase {
      case 0: return .next(1)
      case 2:
        m.setOutgoing(f[0])
        return .enter(putDevice, arguments: 1, 1)
      default:
        for link in managed(m, Link.supplier, of: f.argument(0)) {
          let status = m.word(link, Link.status)
          if status == Status.consumerProbe {
            // wait_for_device_probe(): for all probes, this thread's own included.
            return .wait(Wait(.zero, index: Word.probes), 1)
          }
          set(m, link, Status.supplierUnbind)
          let consumer = BusDevice.find(m, m.word(link, Link.consumer))
          guard status == Status.active, consumer != 0 else { continue }
          f[0] = m.word(link, Link.consumer)
          Devices.get(m, f[0])
          if !m.isRunning { return .stop }
          m.setOutgoing(consumer, 0)
          return .enter(Routines.deviceReleaseDriver, arguments: 2, 2)
        }
        return .done(0)
      }
    },
    // The worker that gives back what a deleted link held. Argument: its record.
    InternalRoutine("device_link_release_fn") { m, f in
      let link = f.argument(0)
      switch f.phase {
      case 1:
        m.header(m.current)[ThreadWord.phase] = ThreadPhase.running.rawValue
        m.startCallback()
        if !m.isRunning { return .stop }
        m.retire(m.word(link, Link.handle), ObjectFlag.freed)
        m.setOutgoing(m.word(link, Link.consumer))
        m.setWord(link, Link.consumer, 0)
        return .enter(putDevice, arguments: 1, 2)
      case 2:
        m.setOutgoing(m.word(link, Link.supplier))
        m.setWord(link, Link.supplier, 0)
        return .enter(putDevice, arguments: 1, 3)
      default: return .done(0)
      }
    },
  ]

  static let symbols: [Symbol] = [
    Symbol(
      "device_link_add", in: area, from: .process, sleeps: true,
      source: "\(file):device_link_add, 6.6",
      fences: "a managed link: the supplier's unbind unbinds the consumer first, the consumer's"
        + " probe waits for the supplier; a stateless one prevents nothing",
      approximation: "DL_FLAG_PM_RUNTIME and DL_FLAG_RPM_ACTIVE end the run without a verdict; the"
        + " order of system sleep and of shutdown is not changed",
      .value { m in add(m) }),
    Symbol(
      "device_link_del", in: area, from: .process, sleeps: true,
      source: "\(file):device_link_del, 6.6",
      fences: "nothing: both devices are held until a worker has run",
      .value { m in
        let handle = m.argument(0)
        _ = m.load(handle)
        let link = m.first(on: Word.linkList) { m.word($0, Link.handle) == handle }
        if m.isRunning, link != 0 { drop(m, link, call: "device_link_del") }
        return 0
      }),
    Symbol(
      "device_link_remove", in: area, from: .process, sleeps: true,
      source: "\(file):device_link_remove, 6.6",
      fences: "nothing: both devices are held until a worker has run",
      .value { m in
        let link = m.first(on: Word.linkList) {
          m.word($0, Link.consumer) == m.argument(0) && m.word($0, Link.supplier) == m.argument(1)
        }
        if link != 0 { drop(m, link, call: "device_link_remove") }
        return 0
      }),
  ]
}
