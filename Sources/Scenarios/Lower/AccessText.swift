// What an access touches, in the words of the source: `dev->regs[1].x`.

import Sim

/// Where a pointer came from, as far as the source's names tell.
struct Origin {
  /// An expression for what the pointer is, or, with `isVariable`, for the variable itself whose
  /// address it is.
  var text: String
  /// The type of what is pointed to.
  var type: MetadataID?
  /// Bytes from its start.
  var offset: Int
  var isVariable: Bool
  /// For a promoted local: what its value points to.
  var valueType: MetadataID?

  /// The origin of the value loaded from a promoted local.
  var loaded: Origin {
    Origin(text: text, type: valueType, offset: 0, isVariable: false, valueType: nil)
  }
}

extension ModuleLowering {
  /// Gives the function's local variables their names.
  func nameLocals(_ f: inout FunctionLowering) throws(LoweringError) {
    for record in f.function.debugRecords where record.kind == "declare" {
      guard let id = record.value?.value.local, let v = debug.variable(record.variable),
        let name = v.name
      else { continue }
      let pointee = v.type.flatMap { debug.pointee(of: debug.unqualified($0)) }
      f.origins[id.index] = Origin(
        text: name, type: v.type, offset: 0, isVariable: true, valueType: pointee)
    }
  }

  private func origin(_ value: IRValue, _ f: FunctionLowering) -> Origin? {
    switch value {
    case .local(let id): return f.origins[id.index]
    case .constant(let c): return origin(of: c)
    default: return nil
    }
  }

  private func origin(of constant: IRConstant) -> Origin? {
    switch constant {
    case .symbol(let id):
      guard case .variable(let n) = ir.symbols[id.index].kind else { return nil }
      let variable = ir.variables[n]
      let type = variable.debug.flatMap { debug.variable($0) }?.type
      return Origin(
        text: variable.name, type: type, offset: 0, isVariable: true,
        valueType: type.flatMap { debug.pointee(of: debug.unqualified($0)) })
    case .getElementPtr(let gep):
      guard var o = origin(of: gep.base.constant), let offset = ir.layout.offset(of: gep) else {
        return nil
      }
      o.offset += Int(truncatingIfNeeded: offset)
      return o
    default: return nil
    }
  }

  /// The origin of an address computed from another.
  func noteOrigin(
    _ g: IRGetElementPtr, _ steps: AddressSteps, _ result: IRValueID, _ f: inout FunctionLowering
  ) {
    guard var o = origin(g.base.value, f), steps.terms.isEmpty else { return }
    o.offset = o.offset &+ Int(truncatingIfNeeded: steps.constant)
    f.origins[result.index] = o
  }

  /// The access in words, and where the loaded value points to if it is a pointer.
  func accessText(
    _ pointer: IRTypedValue, _ size: Int, _ f: inout FunctionLowering
  ) -> (text: String, loaded: Origin?) {
    guard let o = origin(pointer.value, f) else { return ("", nil) }
    guard let type = o.type else { return (o.isVariable ? o.text : "*\(o.text)", nil) }
    guard let path = debug.memberPath(of: type, byteOffset: o.offset, size: size) else {
      return (o.isVariable ? o.text : "*\(o.text)", nil)
    }
    let text: String
    if o.isVariable {
      text = o.text + path
    } else if path.hasPrefix(".") {
      text = o.text + "->" + path.dropFirst()
    } else if path.isEmpty {
      text = "*\(o.text)"
    } else {
      text = "(*\(o.text))" + path
    }
    let pointee = memberType(type, o.offset).flatMap { debug.pointee(of: debug.unqualified($0)) }
    return (
      text,
      Origin(text: text, type: pointee, offset: 0, isVariable: false, valueType: nil)
    )
  }

  /// The type of the innermost member at a byte offset.
  private func memberType(_ id: MetadataID, _ offset: Int) -> MetadataID? {
    var type = debug.unqualified(id)
    var offset = offset
    for _ in 0..<32 {
      guard let t = debug.type(type) else { return nil }
      switch t.kind {
      case .record:
        guard let layout = debug.structLayout(of: type),
          let member = layout.members.first(where: {
            offset >= $0.offset && offset < $0.offset + max(1, $0.size)
          }), let inner = member.type
        else { return nil }
        offset -= member.offset
        type = debug.unqualified(inner)
      case .array(let element, _):
        guard let element, let e = debug.type(debug.unqualified(element)), e.size > 0 else {
          return nil
        }
        offset %= e.size
        type = debug.unqualified(element)
      default: return offset == 0 ? type : nil
      }
    }
    return nil
  }
}
