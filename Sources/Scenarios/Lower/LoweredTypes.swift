// Types: which of them registers can hold, and what to say of those that they cannot.

import Sim

extension ModuleLowering {
  /// Bits of a scalar; nil for anything else.
  func scalarWidth(_ type: IRType) -> UInt8? {
    if type.isPointer { return 64 }
    if let w = type.intWidth, w <= 64 { return UInt8(w) }
    return nil
  }

  /// Bits of a scalar; an error for anything else.
  func width(_ type: IRType, _ f: inout FunctionLowering) throws(LoweringError) -> UInt8 {
    if let w = scalarWidth(type) { return w }
    throw unsupported(unsupportedType(type), &f)
  }

  /// The scalars in a type, with their byte offsets; nil where there is anything else in it, or
  /// more than a compiler passes by value.
  func leaves(of type: IRType) -> [(offset: Int, type: IRType)]? {
    if scalarWidth(type) != nil { return [(0, type)] }
    let count: Int
    switch type {
    case .array(let n, _): count = Int(min(n, 1 << 10))
    case .structure, .named: count = ir.layout.structure(type)?.members.count ?? .max
    default: return nil
    }
    guard count <= 16 else { return nil }
    var all: [(offset: Int, type: IRType)] = []
    for k in 0..<count {
      guard let member = ir.layout.element(of: type, indices: [UInt32(k)]),
        let inner = leaves(of: member.type), all.count + inner.count <= 16
      else { return nil }
      all += inner.map { (Int(member.offset) + $0.offset, $0.type) }
    }
    return all
  }

  /// What to call a type that no register holds.
  func unsupportedType(_ type: IRType) -> String {
    switch type {
    case .float: "floating-point arithmetic, which kernel code has not,"
    case .vector: "a vector"
    case .int(let w): "an integer of \(w) bits (at most 64 work)"
    case .array, .structure, .named: "a structure this large as a value"
    default: "a value of this type"
    }
  }

  /// An error at the current instruction.
  func unsupported(_ what: String, _ f: inout FunctionLowering, _ wayOut: String = "")
    -> LoweringError
  {
    error("\(what) cannot be executed\(wayOut.isEmpty ? "" : "; \(wayOut)")", at: f.location)
  }
}
