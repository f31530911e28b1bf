// Where the kernel's fields lie in the structures of this program. Models find them by name: with
// other headers, or another language, they lie elsewhere.

/// Byte offsets of the fields that the kernel model touches, and sizes of structures that it makes.
/// A structure that the program does not know has offset 0 everywhere; nothing can reach its model.
struct Fields: Sendable {
  let layouts: [String: StructLayout]
  private let memo = LiteralMemo()

  // One property a field: models read these in every call, so no dictionary may stand in between.
  let workData, workFunc, delayedWork, delayedTimer, delayedQueue: UInt64
  let timerPending, timerExpires, timerFunction, timerFlags: UInt64
  let hrtimerFunction, hrtimerState, hrtimerExpires, hrtimerIsSoft, hrtimerBase: UInt64
  let mutexOwner, spinLock: UInt64
  let spinMap, mutexMap, rwsemCount, rwsemMap, rwlockCount, rwlockMap: UInt64
  /// Whether locks carry a `lockdep_map`: one without has offset 0.
  let hasLockMaps: Bool
  let completionDone: UInt64
  let deviceDriverData, deviceDriver, deviceMutex, deviceParent: UInt64
  let pciDevice, pciIrq, pciVendor, pciDeviceID, pciDriver: UInt64
  let pciDriverProbe, pciDriverRemove, pciDriverName, pciDriverShutdown, pciDriverGeneric: UInt64
  let miscMinor, miscName, miscOps, miscThisDevice, miscParent: UInt64
  let opsOwner, opsOpen, opsRelease, opsRead, opsWrite, opsIoctl, opsMmap, opsPoll: UInt64
  let filePrivate, fileOps, fileInode: UInt64

  init(_ layouts: [String: StructLayout]) {
    self.layouts = layouts
    func at(_ structure: String, _ names: String...) -> UInt64 {
      guard let layout = layouts[structure] else { return 0 }
      for name in names {
        if let field = layout.fields[name] { return UInt64(field.offset) }
      }
      return 0
    }
    workData = at("work_struct", "data")
    workFunc = at("work_struct", "func")
    delayedWork = at("delayed_work", "work")
    delayedTimer = at("delayed_work", "timer")
    delayedQueue = at("delayed_work", "wq")
    timerPending = at("timer_list", "entry.pprev")
    timerExpires = at("timer_list", "expires")
    timerFunction = at("timer_list", "function")
    timerFlags = at("timer_list", "flags")
    hrtimerFunction = at("hrtimer", "function", "__function")
    hrtimerIsSoft = at("hrtimer", "is_soft")
    hrtimerBase = at("hrtimer", "base")
    hrtimerState = at("hrtimer", "state")
    hrtimerExpires = at("hrtimer", "node.expires", "_softexpires", "expires")
    mutexOwner = at("mutex", "owner")
    spinLock = at("raw_spinlock", "raw_lock", "lock")
    spinMap = at("raw_spinlock", "dep_map")
    mutexMap = at("mutex", "dep_map")
    rwsemCount = at("rw_semaphore", "count")
    rwsemMap = at("rw_semaphore", "dep_map")
    rwlockCount = at("rwlock", "cnts", "raw_lock")
    rwlockMap = at("rwlock", "dep_map")
    hasLockMaps = spinMap != 0
    completionDone = at("completion", "done")
    deviceDriverData = at("device", "driver_data")
    deviceDriver = at("device", "driver")
    deviceMutex = at("device", "mutex")
    deviceParent = at("device", "parent")
    pciDevice = at("pci_dev", "dev")
    pciIrq = at("pci_dev", "irq")
    pciVendor = at("pci_dev", "vendor")
    pciDeviceID = at("pci_dev", "device")
    pciDriver = at("pci_dev", "driver")
    pciDriverProbe = at("pci_driver", "probe")
    pciDriverRemove = at("pci_driver", "remove")
    pciDriverName = at("pci_driver", "name")
    pciDriverShutdown = at("pci_driver", "shutdown")
    pciDriverGeneric = at("pci_driver", "driver")
    miscMinor = at("miscdevice", "minor")
    miscName = at("miscdevice", "name")
    miscOps = at("miscdevice", "fops")
    miscThisDevice = at("miscdevice", "this_device")
    miscParent = at("miscdevice", "parent")
    opsOwner = at("file_operations", "owner")
    opsOpen = at("file_operations", "open")
    opsRelease = at("file_operations", "release")
    opsRead = at("file_operations", "read")
    opsWrite = at("file_operations", "write")
    opsIoctl = at("file_operations", "unlocked_ioctl")
    opsMmap = at("file_operations", "mmap")
    opsPoll = at("file_operations", "poll")
    filePrivate = at("file", "private_data")
    fileOps = at("file", "f_op")
    fileInode = at("file", "f_inode")
  }

  /// Bytes of a structure, or `fallback` if the program does not know it.
  func size(_ structure: String, or fallback: Int) -> Int {
    layouts[structure]?.size ?? fallback
  }

  /// Byte offset of any field. Names are literals: after the first time they are known by where they
  /// lie in this program.
  func offset(_ structure: StaticString, _ field: StaticString) -> UInt64? {
    let known = memo.find(structure, field) {
      layouts["\(structure)"]?.fields["\(field)"].map { UInt64($0.offset) } ?? .max
    }
    return known == .max ? nil : known
  }
}

/// What was worked out for a pair of literals, found by their addresses. Each machine has its own.
private final class LiteralMemo: @unchecked Sendable {
  private struct Entry {
    var structure: UInt = 0
    var field: UInt = 0
    var value: UInt64 = 0
  }
  private static let capacity = 1024
  private let entries = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
  private var used = 0

  init() { entries.initialize(repeating: Entry(), count: Self.capacity) }
  deinit { entries.deallocate() }

  func find(_ structure: StaticString, _ field: StaticString, or make: () -> UInt64) -> UInt64 {
    let a = UInt(bitPattern: structure.utf8Start)
    let b = UInt(bitPattern: field.utf8Start)
    var i = Int(truncatingIfNeeded: ((a &* 31 &+ b) &* 0x9e37_79b9_7f4a_7c15) >> 54)
    while entries[i].structure != 0 {
      if entries[i].structure == a, entries[i].field == b { return entries[i].value }
      i = (i + 1) & (Self.capacity - 1)
    }
    let value = make()
    // There are some hundred such literals; should there be many more, the rest is worked out anew.
    if used < Self.capacity / 2 {
      entries[i] = Entry(structure: a, field: b, value: value)
      used += 1
    }
    return value
  }
}
