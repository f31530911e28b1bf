// Random IR functions: control flow that no C has, with every operation on every width. Values pass
// from block to block through locals and phis; a counter ends every run.

/// Writes IR.
struct RandomIR {
  private var state: UInt64
  private var temporary = 0
  /// Values of the block that is being written, by width; in a wild function of the whole function.
  private var values: [(name: String, width: Int)] = []
  private let widths = [1, 8, 16, 32, 64, 24]
  /// Values are used anywhere, whether or not they are defined before.
  private let isWild: Bool

  init(seed: UInt64, isWild: Bool = false) {
    state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    self.isWild = isWild
  }

  private mutating func below(_ n: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int((state >> 11) % UInt64(n))
  }

  private mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }

  /// A text with `count` functions `i64 @t_N()`.
  mutating func source(_ count: Int) -> String {
    var text = ""
    for n in 0..<count { text += function(n) }
    for w in widths where w > 1 {
      for name in ["fshl", "fshr"] where w != 24 {
        text += "declare i\(w) @llvm.\(name).i\(w)(i\(w), i\(w), i\(w))\n"
      }
      for name in ["ctlz", "cttz", "abs"] {
        text += "declare i\(w) @llvm.\(name).i\(w)(i\(w), i1)\n"
      }
      for name in ["ctpop", "bitreverse"] { text += "declare i\(w) @llvm.\(name).i\(w)(i\(w))\n" }
      for name in ["smax", "umin", "uadd.sat", "usub.sat", "sadd.sat", "ssub.sat"] {
        text += "declare i\(w) @llvm.\(name).i\(w)(i\(w), i\(w))\n"
      }
      for name in ["sadd", "uadd", "ssub", "usub", "smul", "umul"] {
        text += "declare { i\(w), i1 } @llvm.\(name).with.overflow.i\(w)(i\(w), i\(w))\n"
      }
    }
    return text
  }

  private mutating func function(_ n: Int) -> String {
    let locals = (0..<(3 + below(5))).map { k in (name: "%v\(k)", width: pick(widths)) }
    let blocks = 2 + below(7)
    temporary = 0
    values = []
    var text = "define i64 @t_\(n)() {\n  %fuel = alloca i32\n  store i32 40, ptr %fuel\n"
    for local in locals {
      text += "  \(local.name) = alloca i\(local.width)\n"
      text += "  store i\(local.width) \(constant(local.width)), ptr \(local.name)\n"
    }
    text += "  br label %b0\n"
    var bodies: [String] = []
    var own: [[(name: String, width: Int)]] = []
    var comers: [[Int]] = Array(repeating: [], count: blocks)
    for b in 0..<blocks {
      if !isWild { values = [] }
      let start = values.count
      var body = "body\(b):\n"
      for _ in 0..<(2 + below(8)) { body += instruction(locals) }
      let (exit, targets) = terminator(blocks)
      body += exit
      for t in Set(targets).sorted() { comers[t].append(b) }
      bodies.append(body)
      own.append(Array(values[start...]))
      _ = targets
    }
    for b in 0..<blocks {
      text += "b\(b):\n"
      // Values of a predecessor, kept in a local of this block's.
      let w = pick(widths)
      if b > 0, !comers[b].isEmpty {
        let edges = comers[b].map { p in
          let fitting = own[p].filter { $0.width == w }
          let value = fitting.isEmpty || below(3) == 0 ? constant(w) : pick(fitting).name
          return "[ \(value), %body\(p) ]"
        }
        text += "  %phi\(b) = phi i\(w) \(edges.joined(separator: ", "))\n"
      }
      text += "  %f\(b) = load i32, ptr %fuel\n  %g\(b) = sub i32 %f\(b), 1\n"
      text += "  store i32 %g\(b), ptr %fuel\n  %h\(b) = icmp eq i32 %g\(b), 0\n"
      if b > 0, !comers[b].isEmpty, let local = locals.first(where: { $0.width == w }) {
        text += "  store i\(w) %phi\(b), ptr \(local.name)\n"
      }
      text += "  br i1 %h\(b), label %done, label %body\(b)\n" + bodies[b]
    }
    text += "done:\n"
    var hash = "0"
    for (k, local) in locals.enumerated() {
      text += "  %l\(k) = load i\(local.width), ptr \(local.name)\n"
      text += local.width < 64
        ? "  %z\(k) = zext i\(local.width) %l\(k) to i64\n" : "  %z\(k) = add i64 %l\(k), 0\n"
      text += "  %m\(k) = mul i64 \(hash), 1000003\n  %s\(k) = add i64 %m\(k), %z\(k)\n"
      hash = "%s\(k)"
    }
    // Block 0 is come to from the entry, which gives no value.
    return text + "  ret i64 \(hash)\n}\n"
  }

  private mutating func constant(_ width: Int) -> String {
    if width == 1 { return pick(["0", "1"]) }
    return pick(["0", "1", "-1", "2", "5", "\(below(200) - 100)", "-\(1 << (width - 2))"])
  }

  private mutating func operand(_ width: Int) -> String {
    let fitting = values.filter { $0.width == width }
    return fitting.isEmpty || below(4) == 0 ? constant(width) : pick(fitting).name
  }

  private mutating func define(_ width: Int, _ operation: String) -> String {
    temporary += 1
    values.append(("%t\(temporary)", width))
    return "  %t\(temporary) = \(operation)\n"
  }

  private mutating func instruction(_ locals: [(name: String, width: Int)]) -> String {
    let local = pick(locals)
    let w = below(3) == 0 ? pick(widths) : local.width
    switch below(13) {
    case 0, 1, 2: return define(local.width, "load i\(local.width), ptr \(local.name)")
    case 3, 4: return "  store i\(local.width) \(operand(local.width)), ptr \(local.name)\n"
    case 5, 6:
      let op = pick(["add", "sub", "mul", "and", "or", "xor"])
      return define(w, "\(op) i\(w) \(operand(w)), \(operand(w))")
    case 7 where w > 1:
      let by = define(w, "and i\(w) \(operand(w)), 7")
      let amount = "%t\(temporary)"
      return by + define(w, "\(pick(["shl", "lshr", "ashr"])) i\(w) \(operand(w)), \(amount)")
    case 8 where w > 1:
      let odd = define(w, "and i\(w) \(operand(w)), 6") + define(w, "or i\(w) %t\(temporary), 1")
      let divisor = "%t\(temporary)"
      let op = pick(["udiv", "sdiv", "urem", "srem"])
      return odd + define(w, "\(op) i\(w) \(operand(w)), \(divisor)")
    case 9:
      let p = pick(["eq", "ne", "ult", "ule", "ugt", "uge", "slt", "sle", "sgt", "sge"])
      return define(1, "icmp \(p) i\(w) \(operand(w)), \(operand(w))")
    case 10: return define(w, "select i1 \(operand(1)), i\(w) \(operand(w)), i\(w) \(operand(w))")
    case 11:
      let to = pick(widths)
      guard to != w else { return "" }
      let cast = to < w ? "trunc" : pick(["zext", "sext"])
      return define(to, "\(cast) i\(w) \(operand(w)) to i\(to)")
    default: return w > 1 ? intrinsic(w) : ""
    }
  }

  private mutating func intrinsic(_ w: Int) -> String {
    let a = operand(w)
    let b = operand(w)
    switch below(5) {
    case 0 where w != 24:
      let arguments = "i\(w) \(a), i\(w) \(b), i\(w) \(operand(w))"
      return define(w, "call i\(w) @llvm.\(pick(["fshl", "fshr"])).i\(w)(\(arguments))")
    case 1:
      let name = pick(["ctlz", "cttz", "abs"])
      return define(w, "call i\(w) @llvm.\(name).i\(w)(i\(w) \(a), i1 false)")
    case 2: return define(w, "call i\(w) @llvm.\(pick(["ctpop", "bitreverse"])).i\(w)(i\(w) \(a))")
    case 3:
      let name = pick(["smax", "umin", "uadd.sat", "usub.sat", "sadd.sat", "ssub.sat"])
      return define(w, "call i\(w) @llvm.\(name).i\(w)(i\(w) \(a), i\(w) \(b))")
    default:
      let name = pick(["sadd", "uadd", "ssub", "usub", "smul", "umul"])
      temporary += 1
      let pair = "%p\(temporary)"
      let callee = "{ i\(w), i1 } @llvm.\(name).with.overflow.i\(w)"
      return "  \(pair) = call \(callee)(i\(w) \(a), i\(w) \(b))\n"
        + define(w, "extractvalue { i\(w), i1 } \(pair), 0")
        + define(1, "extractvalue { i\(w), i1 } \(pair), 1")
    }
  }

  private mutating func terminator(_ blocks: Int) -> (String, [Int]) {
    // Block 0 has no phi, and the entry comes to it.
    let a = below(blocks)
    let b = below(blocks)
    switch below(4) {
    case 0: return ("  br label %b\(a)\n", [a])
    case 1:
      let w = pick(widths.filter { $0 > 1 })
      let c = below(blocks)
      // Each block is named once: a phi needs an edge for each way.
      let targets = Array(Set([a, b, c])).sorted()
      var text = "  switch i\(w) \(operand(w)), label %b\(targets[0]) ["
      for (k, t) in targets.dropFirst().enumerated() { text += " i\(w) \(k * 3 - 1), label %b\(t)" }
      return (text + " ]\n", targets)
    default:
      guard a != b else { return ("  br label %b\(a)\n", [a]) }
      return ("  br i1 \(operand(1)), label %b\(a), label %b\(b)\n", [a, b])
    }
  }
}
