// What users can reach of character devices: for the default world, and for the check `fence`.

enum CharDevices {
  /// A device that a user can open, and what it offers.
  struct Registered {
    var name: String
    var hasRead, hasWrite, hasIoctl, hasPoll, hasMmap, hasFasync: Bool

    init(_ m: Machine, _ name: String, _ ops: Pointer) {
      func has(_ offset: UInt64) -> Bool { ops != 0 && m.load(ops &+ offset) != 0 }
      self.name = name
      hasRead = has(m.fields.opsRead)
      hasWrite = has(m.fields.opsWrite)
      hasIoctl = has(m.fields.opsIoctl)
      hasPoll = has(m.fields.opsPoll)
      hasMmap = has(m.fields.opsMmap)
      hasFasync = m.fields.offset("file_operations", "fasync").map(has) ?? false
    }
  }

  /// The devices that are registered now, oldest first.
  static func registered(_ m: Machine) -> [Registered] {
    var all: [Registered] = []
    var r = m.state[Word.miscList]
    while r != 0 {
      let misc = MiscDevices.device(m, r)
      let ops = m.load(misc &+ m.fields.miscOps)
      all.append(Registered(m, m.string(at: m.load(misc &+ m.fields.miscName)), ops))
      r = m.word(r, 0)
    }
    return all.reversed() + Cdevs.registered(m).map { Registered(m, $0.name, $0.ops) }
  }

  /// The devices and open files of a binding, for the check `fence`: any operation but ->release
  /// can still be called through them.
  static func reachable(_ m: Machine, binding: UInt64) -> [Reachable] {
    var all: [Reachable] = []
    func add(_ ops: Pointer, _ what: String, _ subject: Pointer) {
      let fields = m.fields
      for offset in [
        fields.opsIoctl, fields.opsRead, fields.opsWrite, fields.opsPoll, fields.opsMmap,
      ] {
        let function = m.bytes(ops &+ offset, 8) == nil ? 0 : m.load(ops &+ offset)
        guard let name = m.functionName(function) else { continue }
        all.append(Reachable(phrase: "\(name) of \(what)", function: name, subject: subject))
        return
      }
    }
    var r = m.state[Word.miscList]
    while r != 0 {
      let misc = MiscDevices.device(m, r)
      if MiscDevices.binding(m, r) & 0xffff == binding, m.bytes(misc &+ m.fields.miscOps, 8) != nil {
        add(m.load(misc &+ m.fields.miscOps), "a misc device that is still registered", misc)
      }
      r = m.word(r, 0)
    }
    m.forEachThread { t in
      _ = OpenFiles.first(m, t) { open in
        if m.word(open, OpenFiles.Open.binding) & 0xffff == binding {
          let file = OpenFiles.file(m, open)
          add(m.load(file &+ m.fields.fileOps), "a file that \(m.name(of: t)) has open", file)
        }
        return false
      }
    }
    return all
  }
}
