// The structures of a module's debug information, as the kernel models look them up.

import Sim

/// Adds every structure that `debug` defines and the program does not know yet.
func addLayouts(_ debug: DebugInfo, to program: inout Program) {
  _ = debug.record(named: "")
  for name in (debug.recordsByName ?? [:]).keys.sorted() where program.layouts[name] == nil {
    guard let record = debug.structLayout(named: name) else { continue }
    var layout = Sim.StructLayout(size: record.size)
    addFields(of: record, prefix: "", base: 0, depth: 0, debug, &layout)
    program.layouts[name] = layout
  }
}

private func addFields(
  of record: DebugStruct, prefix: String, base: Int, depth: Int, _ debug: DebugInfo,
  _ layout: inout Sim.StructLayout
) {
  for member in record.members {
    guard let name = member.name else { continue }
    let path = prefix.isEmpty ? name : "\(prefix).\(name)"
    if layout.fields[path] == nil {
      layout.fields[path] = Sim.StructLayout.Field(offset: base + member.offset, size: member.size)
    }
    guard depth < 2, let type = member.type, let inner = debug.structLayout(of: type) else {
      continue
    }
    addFields(
      of: inner, prefix: path, base: base + member.offset, depth: depth + 1, debug, &layout)
  }
}
