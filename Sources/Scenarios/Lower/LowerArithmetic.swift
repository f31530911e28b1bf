// Arithmetic, comparisons and casts.

import Sim

extension ModuleLowering {
  private static let binaryOps: [IRBinary: Op] = [
    .add: .add, .sub: .sub, .mul: .mul, .udiv: .udiv, .sdiv: .sdiv, .urem: .urem, .srem: .srem,
    .shl: .shl, .lshr: .lshr, .ashr: .ashr, .and: .and, .or: .or, .xor: .xor,
  ]

  /// `add` ... `xor`.
  mutating func lowerBinary(
    _ op: IRBinary, _ type: IRType, _ a: IRValue, _ b: IRValue, _ result: IRValueID?,
    _ f: inout FunctionLowering
  ) throws(LoweringError) {
    guard let code = Self.binaryOps[op] else {
      throw unsupported(unsupportedType(.float(.double)), &f, useIntegers)
    }
    let w = try width(type, &f)
    let ra = try register(a, type, &f)
    let rb = try register(b, type, &f)
    f.define(result, f.add(code, size: w, width: w, a: ra, b: rb))
  }

  /// Casts between integers and pointers. Registers hold values zero-extended, so that widening and
  /// casts of pointers cost nothing.
  mutating func lowerCast(
    _ cast: IRCast, _ value: IRTypedValue, _ to: IRType, _ result: IRValueID?,
    _ f: inout FunctionLowering
  ) throws(LoweringError) {
    switch cast {
    case .fptrunc, .fpext, .fptoui, .fptosi, .uitofp, .sitofp:
      throw unsupported(unsupportedType(.float(.double)), &f, useIntegers)
    default: break
    }
    let from = try width(value.type, &f)
    let w = try width(to, &f)
    let r = try register(value, &f)
    if let result, let id = value.value.local {
      f.pointsToConstant[result.index] = f.pointsToConstant[id.index]
    }
    if cast == .sext {
      f.define(result, f.add(.sext, size: from, width: w, a: r, imm: Int64(w)))
    } else if w < from {
      f.define(result, f.add(.trunc, size: w, width: w, a: r))
    } else {
      f.define(result, r)
    }
  }

  /// `icmp`.
  mutating func lowerCompare(
    _ predicate: IRPredicate, _ type: IRType, _ a: IRValue, _ b: IRValue, _ result: IRValueID?,
    _ f: inout FunctionLowering
  ) throws(LoweringError) {
    if case .float = predicate {
      throw unsupported(unsupportedType(.float(.double)), &f, useIntegers)
    }
    let w = try width(type, &f)
    let ra = try register(a, type, &f)
    let rb = try register(b, type, &f)
    let (op, isSwapped) = compareOp(predicate)
    f.define(
      result, f.add(op, size: w, width: 1, a: isSwapped ? rb : ra, b: isSwapped ? ra : rb))
  }

  private func compareOp(_ predicate: IRPredicate) -> (Op, isSwapped: Bool) {
    switch predicate {
    case .eq, .float: (.eq, false)
    case .ne: (.ne, false)
    case .ult: (.ult, false)
    case .ule: (.ule, false)
    case .slt: (.slt, false)
    case .sle: (.sle, false)
    case .ugt: (.ult, true)
    case .uge: (.ule, true)
    case .sgt: (.slt, true)
    case .sge: (.sle, true)
    }
  }
}
