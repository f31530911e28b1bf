// Groups of attributes, and the ways out of an attribute's own active reference.
//
// Source: fs/sysfs/group.c, file.c, drivers/base/core.c, 6.12.

extension Sysfs {
  static let removeGroups = KernelTable.routine("sysfs_remove_groups_of")
  private static let area = "sysfs"

  private static func attributes(_ m: Machine, _ group: Pointer) -> Pointer {
    m.load(group &+ (m.fields.offset("attribute_group", "attrs") ?? 8))
  }

  /// Creates the attributes of a group: 0 or -errno. What it made before an error is taken back.
  private static func addGroup(_ m: Machine, _ device: Pointer, _ group: Pointer) -> Int {
    let first = attributes(m, group)
    var at = first
    while m.isRunning, at != 0 {
      let attribute = m.load(at)
      if attribute == 0 { break }
      let error = Int(Int32(truncatingIfNeeded: create(m, device, attribute)))
      if error != 0 {
        while at != first, m.isRunning {
          at &-= 8
          let node = find(m, named: m.string(at: m.load(m.load(at))), of: device)
          if node != 0 {
            _ = deactivate(m, node)
            finish(m, node)
          }
        }
        return error
      }
      at &+= 8
    }
    return 0
  }

  /// Creates a NULL-terminated array of groups.
  static func addGroups(_ m: Machine, _ device: Pointer, _ groups: Pointer) -> Int {
    var at = groups
    while at != 0, m.isRunning {
      let group = m.load(at)
      if group == 0 { break }
      if m.failsByFault("sysfs_create_group") { return -12 }
      let error = addGroup(m, device, group)
      if error != 0 { return error }
      at &+= 8
    }
    return 0
  }

  /// Removes the attributes of the group whose next attribute is at local 0; local 1 is the node
  /// that is being drained. `phase` is where it waits; nil once the group is done.
  private static func removeNext(_ m: Machine, _ f: Frame, _ phase: Int) -> Phase? {
    if f[1] != 0 {
      finish(m, f[1])
      f[1] = 0
    }
    while f[0] != 0 {
      let attribute = m.load(f[0])
      if !m.isRunning { return .stop }
      if attribute == 0 { return nil }
      f[0] &+= 8
      let name = m.string(at: m.load(attribute))
      if !m.isRunning { return .stop }
      let node = find(m, named: name, of: f.argument(0))
      if node == 0 { continue }
      f[1] = node
      return .wait(deactivate(m, node), phase)
    }
    return nil
  }

  static let groupRoutines: [InternalRoutine] = [
    // Arguments: device, NULL-terminated array of groups. Local 2: the next group.
    InternalRoutine("sysfs_remove_groups_of") { m, f in
      if f.phase == 0 { return .next(1) }
      if f.phase == 1 { f[2] = f.argument(1) }
      while m.isRunning {
        if f.phase == 2 || f[0] != 0, let phase = removeNext(m, f, 2) { return phase }
        f[0] = 0
        let group = m.load(f[2])
        if group == 0 || !m.isRunning { break }
        f[2] &+= 8
        f[0] = attributes(m, group)
      }
      return m.isRunning ? .done(0) : .stop
    },
    // All attributes of a device go with it.
    InternalRoutine("sysfs_remove_dir") { m, f in
      if f.phase == 0 { return .next(1) }
      if f[1] != 0 { finish(m, f[1]) }
      f[1] = any(m, of: f.argument(0))
      return f[1] == 0 ? .done(0) : .wait(deactivate(m, f[1]), 2)
    },
  ]

  private static func creator(_ name: String, isArray: Bool) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "fs/sysfs/group.c:\(name), 6.12",
      fences: "the attributes can be used before it returns",
      approximation: "is_visible is not asked; directories are not: attributes have one name",
      .value { m in
        if isArray { return Machine.int(addGroups(m, m.argument(0), m.argument(1))) }
        if m.failsByFault(name) { return Machine.int(-12) }
        return Machine.int(addGroup(m, m.argument(0), m.argument(1)))
      })
  }

  private static func remover(_ name: String, isArray: Bool) -> Symbol {
    Symbol(
      name, in: area, from: .process, sleeps: true, source: "fs/sysfs/group.c:\(name), 6.12",
      fences: "waits for a running show or store of each, and refuses later ones",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          if f.argument(1) == 0 { return .done(0) }
          if isArray {
            m.setOutgoing(f.argument(0), f.argument(1))
            return .enter(removeGroups, arguments: 2, 3)
          }
          f[0] = attributes(m, f.argument(1))
          fallthrough
        case 2:
          if let phase = removeNext(m, f, 2) { return phase }
          return m.isRunning ? .done(0) : .stop
        default: return .done(0)
        }
      })
  }

  static let groupSymbols: [Symbol] = [
    creator("sysfs_create_group", isArray: false),
    creator("sysfs_create_groups", isArray: true),
    creator("device_add_groups", isArray: true),
    remover("sysfs_remove_group", isArray: false),
    remover("sysfs_remove_groups", isArray: true),
    remover("device_remove_groups", isArray: true),
    Symbol(
      "sysfs_break_active_protection", in: area, from: .process,
      source: "fs/sysfs/file.c:sysfs_break_active_protection, 6.12",
      fences: "gives up the active reference: the attribute, and its device, may go meanwhile",
      .value { m in
        let node = find(m, named: m.string(at: m.load(m.argument(1))), of: m.argument(0))
        if m.isRunning, node != 0 { giveUp(m, node) }
        return m.isRunning ? node : 0
      }),
    Symbol(
      "sysfs_unbreak_active_protection", in: area, from: .process,
      source: "fs/sysfs/file.c:sysfs_unbreak_active_protection, 6.12",
      .value { m in
        if m.argument(0) != 0 { takeBack(m, m.argument(0)) }
        return 0
      }),
    Symbol(
      "sysfs_notify", in: area, from: .process, source: "fs/kernfs/file.c:kernfs_notify, 6.12",
      approximation: "nobody polls", .value { _ in 0 }),
  ]
}
