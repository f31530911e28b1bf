// The parts of devres beneath the devm_ functions: entries with a release function of the driver's
// own, and groups of entries.
//
// Source: drivers/base/devres.c, 6.12.

enum DevresRaw {
  private typealias Node = Devres.Node
  private static let area = "devres"
  private static let file = "drivers/base/devres.c"

  private static func kind(_ m: Machine, _ node: Pointer) -> Devres.Kind? {
    Devres.Kind(rawValue: m.word(node, Node.kind))
  }

  /// The entry of `devres_alloc()` that no device has, taken off its list; 0 if there is none.
  private static func takeLoose(_ m: Machine, _ p: Pointer) -> Pointer {
    let node = m.first(on: Word.devresLoose) { m.word($0, Node.a) == p }
    if node != 0 { m.unlink(node, from: Word.devresLoose) }
    return node
  }

  private static func notLoose(_ m: Machine, _ call: String, _ p: Pointer) {
    m.report(
      .apiMisuse, kind: "\(call) of an entry that is not free", subject: p,
      message: "\(call)() is called on what devres_alloc() did not return, or a device has.")
  }

  // MARK: Finding

  /// Looks for the newest entry with this release function for which the driver's match function,
  /// if any, answers yes; then goes on in phase 3 with the node in local 0 (0: none). Arguments:
  /// device, release, match, data. Phases 0 to 2.
  private static func find(_ m: Machine, _ f: Frame) -> Phase {
    switch f.phase {
    case 0: return .next(1)
    case 1: f[0] = m.word(Devres.owner(m, f.argument(0)), Bound.devres)
    default:
      if f.result & 0xffff_ffff != 0 { return .next(3) }
      f[0] = m.word(f[0], 0)
    }
    while f[0] != 0 {
      if kind(m, f[0]) == .raw, m.word(f[0], Node.b) == f.argument(1) {
        if f.argument(2) == 0 { return .next(3) }
        m.setOutgoing(f.argument(0), m.word(f[0], Node.a), f.argument(3))
        return .call(f.argument(2), arguments: 3, 2)
      }
      f[0] = m.word(f[0], 0)
    }
    return .next(3)
  }

  private static func finder(
    _ name: String, _ text: String,
    _ then: @escaping @Sendable (Machine, Frame, Pointer) -> Phase
  ) -> Symbol {
    Symbol(
      name, in: area, source: "\(file):\(name), 6.12", fences: text,
      approximation: "the match function runs in steps of its own, not under devres_lock",
      .routine { m, f in
        if f.phase < 3 { return find(m, f) }
        // Between the match and here the release of all entries may have taken it.
        if f.phase == 3, f[0] != 0,
          !Devres.has(m, node: f[0], on: Devres.owner(m, f.argument(0)))
        {
          f[0] = 0
        }
        return then(m, f, f[0])
      })
  }

  // MARK: Groups

  /// Where a group begins, and its end if it was closed: the newest of that id, or, for no id, the
  /// newest that is open.
  private static func group(
    _ m: Machine, _ device: Pointer, _ id: UInt64
  ) -> (open: Pointer, close: Pointer)? {
    var closed: [UInt64: Pointer] = [:]
    var node = m.word(device, Bound.devres)
    while node != 0 {
      let a = m.word(node, Node.a)
      switch kind(m, node) {
      case .groupClose: closed[m.word(node, Node.b)] = node
      case .groupOpen:
        let end = closed[node] ?? 0
        if id != 0 ? a == id : end == 0 { return (node, end) }
      default: break
      }
      node = m.word(node, 0)
    }
    return nil
  }

  private static func noGroup(_ m: Machine, _ call: String) {
    m.report(
      .apiMisuse, kind: "\(call) of a group that is not there", subject: m.argument(1),
      message: "\(call)() finds no such group of devres entries.")
  }

  /// Takes a group's entries off the list, newest first, without its markers.
  private static func detach(
    _ m: Machine, _ device: Pointer, _ g: (open: Pointer, close: Pointer)
  ) -> Pointer {
    let first = g.close == 0 ? m.word(device, Bound.devres) : g.close
    var last = first
    while m.word(last, 0) != 0, last != g.open { last = m.word(last, 0) }
    let after = m.word(last, 0)
    var p = m.word(device, Bound.devres)
    if p == first {
      m.setWord(device, Bound.devres, after)
    } else {
      while m.word(p, 0) != first { p = m.word(p, 0) }
      m.setWord(p, 0, after)
    }
    m.setWord(last, 0, 0)
    return first
  }

  private static func countEntries(_ m: Machine, _ first: Pointer) -> Int {
    var n = 0
    var node = first
    while node != 0 {
      let k = kind(m, node)
      if k != .groupOpen, k != .groupClose { n += 1 }
      node = m.word(node, 0)
    }
    return n
  }

  // MARK: Symbols

  static let symbols: [Symbol] = entries + groups

  private static let entries: [Symbol] = [
    Symbol(
      "__devres_alloc_node", as: "devres_alloc", in: area,
      source: "\(file):__devres_alloc_node, 6.12",
      .value { m in
        let p = Slab.allocate(
          m, m.argument(1), flags: m.argument(2), call: "__devres_alloc_node", kind: .devm)
        if p == 0 { return 0 }
        let node = Devres.makeNode(m, .raw, p, m.argument(0))
        if m.isRunning { m.push(node, on: Word.devresLoose) }
        return p
      }),
    Symbol(
      "devres_free", in: area, source: "\(file):devres_free, 6.12",
      .value { m in
        if m.argument(0) == 0 { return 0 }
        if takeLoose(m, m.argument(0)) == 0 {
          notLoose(m, "devres_free", m.argument(0))
        } else {
          Devres.freeMemory(m, m.argument(0), flags: ObjectFlag.freed)
        }
        return 0
      }),
    Symbol(
      "devres_add", in: area, source: "\(file):devres_add, 6.12",
      fences: "released after remove(), newest first",
      .value { m in
        let node = takeLoose(m, m.argument(1))
        if node == 0 {
          notLoose(m, "devres_add", m.argument(1))
        } else {
          Devres.push(m, node, on: Devres.owner(m, m.argument(0)))
        }
        return 0
      }),
    finder("devres_find", "nothing: the entry may be gone when it returns") { m, _, node in
      .done(node == 0 ? 0 : m.word(node, Node.a))
    },
    finder("devres_remove", "the entry is the caller's; its release is not called") { m, f, node in
      if node == 0 { return .done(0) }
      Devres.unlink(m, node, from: Devres.owner(m, f.argument(0)))
      m.push(node, on: Word.devresLoose)
      return .done(m.word(node, Node.a))
    },
    finder("devres_destroy", "the entry is freed; its release is not called") { m, f, node in
      if node == 0 { return .done(Machine.int(-2)) }
      Devres.unlink(m, node, from: Devres.owner(m, f.argument(0)))
      Devres.freeMemory(m, m.word(node, Node.a), flags: ObjectFlag.freed)
      return m.isRunning ? .done(0) : .stop
    },
    finder("devres_release", "the entry's release has run") { m, f, node in
      if f.phase == 4 {
        Devres.freeMemory(m, f[1], flags: ObjectFlag.freed)
        return m.isRunning ? .done(0) : .stop
      }
      if node == 0 { return .done(Machine.int(-2)) }
      Devres.unlink(m, node, from: Devres.owner(m, f.argument(0)))
      f[1] = m.word(node, Node.a)
      m.setOutgoing(f.argument(0), f[1])
      return .call(f.argument(1), arguments: 2, 4)
    },
  ]

  private static let groups: [Symbol] = [
    Symbol(
      "devres_open_group", in: area, source: "\(file):devres_open_group, 6.12",
      .value { m in
        if m.failsByFault("devres_open_group") { return 0 }
        let node = Devres.makeNode(m, .groupOpen, m.argument(1), 0)
        if !m.isRunning { return 0 }
        if m.argument(1) == 0 { m.setWord(node, Node.a, node) }
        Devres.push(m, node, on: Devres.owner(m, m.argument(0)))
        return m.word(node, Node.a)
      }),
    Symbol(
      "devres_close_group", in: area, source: "\(file):devres_close_group, 6.12",
      .value { m in
        let device = Devres.owner(m, m.argument(0))
        guard let g = group(m, device, m.argument(1)) else {
          noGroup(m, "devres_close_group")
          return 0
        }
        Devres.push(m, Devres.makeNode(m, .groupClose, 0, g.open), on: device)
        return 0
      }),
    Symbol(
      "devres_remove_group", in: area, source: "\(file):devres_remove_group, 6.12",
      fences: "nothing: the entries stay",
      .value { m in
        let device = Devres.owner(m, m.argument(0))
        guard let g = group(m, device, m.argument(1)) else {
          noGroup(m, "devres_remove_group")
          return 0
        }
        Devres.unlink(m, g.open, from: device)
        if g.close != 0 { Devres.unlink(m, g.close, from: device) }
        return 0
      }),
    Symbol(
      "devres_release_group", in: area, source: "\(file):devres_release_group, 6.12",
      fences: "releases the entries between open and close, newest first",
      approximation: "a group that overlaps another in part is released whole",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          m.setOutgoing(f.argument(0), f.argument(1))
          let device = Devres.owner(m, f.argument(0))
          guard let g = group(m, device, f.argument(1)) else {
            noGroup(m, "devres_release_group")
            return m.isRunning ? .done(0) : .stop
          }
          let first = detach(m, device, g)
          f[0] = UInt64(countEntries(m, first))
          m.setOutgoing(first, device)
          return .enter(Routines.devresReleaseAll, arguments: 2, 2)
        default: return .done(Machine.int(Int(f[0])))
        }
      }),
  ]
}
