// Instructions back to text, so that a test can compare what was read with what was written.
//
// Attributes, metadata and what else the tree drops is left out; `normalise` leaves the same out of
// the text that was read.

@testable import Scenarios

struct IRRenderer {
  let module: IRModule
  let function: IRFunction

  func text(of instruction: IRInstruction) -> String {
    let result = instruction.result.map { "\(local($0)) = " } ?? ""
    return result + text(of: instruction.operation)
  }

  func text(of operation: IROperation) -> String {
    switch operation {
    case .binary(let op, let t, let a, let b, let f):
      "\(op.rawValue)\(flags(f)) \(type(t)) \(value(a, t)), \(value(b, t))"
    case .negate(let v): "fneg \(typed(v))"
    case .cast(let op, let v, let t, let f): "\(op.rawValue)\(flags(f)) \(typed(v)) to \(type(t))"
    case .compare(let p, let t, let a, let b):
      "\(predicate(p)) \(type(t)) \(value(a, t)), \(value(b, t))"
    case .select(let c, let a, let b): "select \(list([c, a, b]))"
    case .freeze(let v): "freeze \(typed(v))"
    case .phi(let t, let edges):
      "phi \(type(t)) "
        + edges.map { "[ \(value($0.value, t)), \(label($0.block)) ]" }.joined(separator: ", ")
    case .alloca(let a):
      "alloca \(type(a.type))" + (a.count.map { ", \(typed($0))" } ?? "") + align(a.alignment)
    case .load(let l):
      "load \(atomic(l.ordering))\(l.isVolatile ? "volatile " : "")\(type(l.type)), "
        + "\(typed(l.pointer))\(order(l.ordering))\(align(l.alignment))"
    case .store(let s):
      "store \(atomic(s.ordering))\(s.isVolatile ? "volatile " : "")\(typed(s.value)), "
        + "\(typed(s.pointer))\(order(s.ordering))\(align(s.alignment))"
    case .getElementPtr(let g):
      "getelementptr\(flags(g.flags)) \(type(g.sourceType)), \(list([g.base] + g.indices))"
    case .atomicRMW(let a):
      "atomicrmw \(a.isVolatile ? "volatile " : "")\(a.operation) \(typed(a.pointer)), "
        + "\(typed(a.value)) \(a.ordering.rawValue)"
    case .compareExchange(let c):
      "cmpxchg \(c.isWeak ? "weak " : "")\(c.isVolatile ? "volatile " : "")"
        + "\(list([c.pointer, c.expected, c.replacement])) "
        + "\(c.success.rawValue) \(c.failure.rawValue)"
    case .fence(let o, let scope):
      "fence \(scope.map { "syncscope(\"\($0)\") " } ?? "")\(o.rawValue)"
    case .extractValue(let v, let indices): "extractvalue \(typed(v))\(numbers(indices))"
    case .insertValue(let a, let v, let indices): "insertvalue \(list([a, v]))\(numbers(indices))"
    case .vector(let keyword, let operands): "\(keyword) \(list(operands))"
    case .vaArg(let l, let t): "va_arg \(typed(l)), \(type(t))"
    case .call(let c): "call \(call(c))"
    case .ret(let v): "ret \(v.map(typed) ?? "void")"
    case .br(let b): "br label \(label(b))"
    case .condBr(let c, let a, let b):
      "br i1 \(value(c, .i1)), label \(label(a)), label \(label(b))"
    case .switch(let v, let other, let cases):
      "switch \(typed(v)), label \(label(other)) [ "
        + cases.map { "\(type(v.type)) \(constant($0.value, v.type)), label \(label($0.block)) " }
        .joined() + "]"
    case .indirectBr(let a, let blocks): "indirectbr \(typed(a)), \(labels(blocks))"
    case .unreachable: "unreachable"
    case .callBr(let c, let next, let blocks):
      "callbr \(call(c)) to label \(label(next)) \(labels(blocks))"
    case .invoke(let c, let normal, let unwind):
      "invoke \(call(c)) to label \(label(normal)) unwind label \(label(unwind))"
    case .resume(let v): "resume \(typed(v))"
    case .landingPad(let t, let isCleanup, let clauses):
      "landingpad \(type(t))" + (isCleanup ? " cleanup" : "")
        + clauses.map { " \($0.isFilter ? "filter" : "catch") \(typed($0.value))" }.joined()
    }
  }

  func type(_ type: IRType) -> String { module.uncutText(of: type) }

  private func typed(_ v: IRTypedValue) -> String { "\(type(v.type)) \(value(v.value, v.type))" }
  private func list(_ values: [IRTypedValue]) -> String {
    values.map(typed).joined(separator: ", ")
  }
  private func local(_ id: IRValueID) -> String { "%" + quoted(function.values[id.index].name) }
  private func label(_ id: IRBlockID) -> String { "%" + quoted(function.blocks[id.index].name) }
  private func labels(_ ids: [IRBlockID]) -> String {
    "[" + ids.map { "label \(label($0))" }.joined(separator: ", ") + "]"
  }
  private func numbers(_ numbers: [UInt32]) -> String { numbers.map { ", \($0)" }.joined() }
  private func align(_ n: UInt64) -> String { n == 0 ? "" : ", align \(n)" }
  private func atomic(_ o: IROrdering) -> String { o == .notAtomic ? "" : "atomic " }
  private func order(_ o: IROrdering) -> String { o == .notAtomic ? "" : " \(o.rawValue)" }

  private func predicate(_ p: IRPredicate) -> String {
    if case .float(let word) = p { "fcmp \(word.rawValue)" } else { "icmp \(p)" }
  }

  private func flags(_ f: IRFlags) -> String {
    let names: [(IRFlags, String)] = [
      (.inbounds, "inbounds"), (.nusw, "nusw"), (.nuw, "nuw"), (.nsw, "nsw"), (.exact, "exact"),
      (.disjoint, "disjoint"), (.nneg, "nneg"),
    ]
    return names.filter { f.contains($0.0) }.map { " \($0.1)" }.joined()
  }

  private func call(_ c: IRCall) -> String {
    let convention = c.convention.map { "\($0) " } ?? ""
    let isShort = !c.type.isVariadic
    let head = isShort ? type(c.type.result) : type(.function(c.type))
    let arguments = c.arguments.map { "\(type($0.type)) \(value($0.value, $0.type))" }
    return "\(convention)\(head) \(value(c.callee))(\(arguments.joined(separator: ", ")))"
  }

  private func value(_ v: IRValue, _ type: IRType = .ptr) -> String {
    switch v {
    case .local(let id): local(id)
    case .constant(let c): constant(c, type)
    case .inlineAsm(let a):
      "asm \(a.hasSideEffect ? "sideeffect " : "")\"\(a.template)\", \"\(a.constraints)\""
    case .metadata(.node(let id)): "!\(id.number)"
    case .metadata(.string(let s)): "!\"\(s)\""
    case .metadata(.value(let v)): typed(v)
    }
  }

  func constant(_ c: IRConstant, _ t: IRType) -> String {
    switch c {
    case .int(let bits):
      if t == .i1 { return bits == 1 ? "true" : "false" }
      let shift = 64 - min(t.intWidth ?? 64, 64)
      return String(Int64(bitPattern: bits << shift) >> shift)
    case .wideInt(let words):
      // Small ones as they are written; others by their words.
      if words.dropFirst().allSatisfy({ $0 == 0 }) { return String(words[0]) }
      return "wide\(words)"
    case .float(let text): return text
    case .null: return "null"
    case .undef: return "undef"
    case .poison: return "poison"
    case .none: return "none"
    case .zeroInitializer: return "zeroinitializer"
    case .bytes(let bytes): return "c\"\(escaped(bytes))\""
    case .aggregate(let elements):
      let inner = elements.map(typedConstant).joined(separator: ", ")
      switch t {
      case .array: return "[\(inner)]"
      case .vector: return "<\(inner)>"
      case .structure(_, isPacked: true): return "<{ \(inner) }>"
      default: return "{ \(inner) }"
      }
    case .splat(let v): return "splat (\(typedConstant(v)))"
    case .symbol(let id): return "@" + quoted(module.symbols[id.index].name)
    case .getElementPtr(let g):
      return "getelementptr (\(type(g.sourceType)), "
        + ([g.base] + g.indices).map(typedConstant).joined(separator: ", ") + ")"
    case .cast(let op, let v): return "\(op.rawValue) (\(typedConstant(v)) to \(type(t)))"
    case .binary(let op, let a, let b):
      return "\(op.rawValue) (\(typedConstant(a)), \(typedConstant(b)))"
    case .compare(let p, let a, let b):
      return "\(predicate(p)) (\(typedConstant(a)), \(typedConstant(b)))"
    case .select(let c, let a, let b):
      return "select (\([c, a, b].map(typedConstant).joined(separator: ", ")))"
    case .blockAddress(let f, let b):
      return "blockaddress(@\(quoted(module.symbols[f.index].name)), %\(b))"
    case .unsupported(let word): return "<\(word)>"
    }
  }

  private func typedConstant(_ v: IRTypedConstant) -> String {
    "\(type(v.type)) \(constant(v.constant, v.type))"
  }

  private func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
        ? String(UnicodeScalar(byte))
        : "\\" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  private func quoted(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || "-._0123456789".unicodeScalars.contains(scalar))
    }
    return isPlain ? name : "\"\(name)\""
  }
}

/// `text`, an instruction, without what the tree drops.
func normaliseIR(_ text: String) -> String {
  var text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  if let end = text.range(of: ", !") { text = String(text[..<end.lowerBound]) }
  text = text.replacing(#/ #\d+/#, with: "")
  for word in dropped { text = text.replacing(word, with: "") }
  text = text.replacing(
    #/(byval|sret|elementtype|range|dereferenceable|captures)\([^)]*\)+ /#, with: "")
  text = text.replacing(#/align \d+ (?=[%@gnpu])/#, with: "")
  guard text.contains("atomicrmw ") || text.contains("cmpxchg ") else { return text }
  return text.replacing(#/, align \d+$/#, with: "")
}

private let dropped = [
  "noundef ", "nonnull ", "signext ", "zeroext ", "nocapture ", "readonly ",
  "immarg ", "noalias ", "writeonly ", "samesign ", "inalloca ",
]
