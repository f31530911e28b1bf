// Random C functions without undefined behaviour, the same ones for the same seed.

/// Writes C.
struct RandomC {
  private var state: UInt64
  private var locals: [(name: String, type: String)] = []
  private var functions = 0
  private var loops = 0
  private var depth = 0

  private static let types = [
    "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long",
    "unsigned long", "_Bool",
  ]

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  private mutating func below(_ n: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int((state >> 11) % UInt64(n))
  }

  private mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }

  /// A source with `count` functions `unsigned long t_N(void)`.
  mutating func source(_ count: Int) -> String {
    var text = """
      typedef unsigned long u64;
      struct in { short a; unsigned char b[3]; int c; };
      struct s {
        int x; unsigned long y; signed char z; unsigned f : 5; int g : 7; struct in in[2]; _Bool t;
      };
      struct two { long p; int q; }; struct five { char c[5]; };
      static struct s gs; static unsigned char bytes[16]; static long longs[8];
      static u64 h; static u64 mix(u64 v) { h = h * 1000003 + v; return h; }

      """
    for _ in 0..<count { text += function() }
    for n in 0..<functions {
      text += "u64 t_\(n)(void) { struct s z = {0}; gs = z; __builtin_memset(bytes, 3, 16); "
      text += "__builtin_memset(longs, 0, sizeof(longs)); h = \(n); "
      text += "for (int i = 0; i < 3; i++) mix(f\(n)(i * 7 - 5, 0x123456789abcUL << i, i)); "
      text += "return mix(gs.x + gs.y + gs.z + gs.f + gs.g + gs.t + gs.in[1].c + longs[3]); }\n"
    }
    return text
  }

  private mutating func function() -> String {
    locals = [("a", "int"), ("b", "unsigned long"), ("c", "signed char")]
    loops = 0
    depth = 0
    var body = ""
    for n in 0..<(2 + below(5)) {
      let type = pick(Self.types)
      body += "  \(type) v\(n) = \(expression(2));\n"
      locals.append(("v\(n)", type))
    }
    body += "  struct s ls = gs; struct s *p = &ls;\n"
    body += "  struct in *q = &gs.in[a & 1]; int *ip = &gs.x;\n"
    body += "  struct two tw = {1, 2}; int arr[4] = {0};\n"
    for _ in 0..<(3 + below(8)) { body += statement(2) }
    for local in locals { body += "  mix(\(local.name));\n" }
    body += "  mix(ls.x + ls.y + ls.g + tw.p + tw.q + arr[1] + arr[3]);\n"
    let result = pick(Self.types)
    let n = functions
    functions += 1
    let small = "static struct two two\(n)(struct two t, int k) {"
      + " t.p += k; t.q ^= t.p; return t; }\n"
    let five = "static struct five five\(n)(struct five t) {"
      + " t.c[k5\(n) % 5] += 3; return t; }\n"
    return "static int k5\(n) = \(below(5));\n" + small + five
      + "static \(result) f\(n)(int a, unsigned long b, signed char c) {\n\(body)"
      + "  return \(expression(2));\n}\n"
  }

  // MARK: Statements

  private mutating func statement(_ level: Int) -> String {
    let kind = below(level > 0 ? 13 : 7)
    switch kind {
    case 0...2:
      return "  \(lvalue()) \(pick(["=", "+=", "-=", "*=", "&=", "|=", "^="])) \(expression(3));\n"
    case 3: return "  \(pick(locals).name)\(pick(["++", "--"]));\n"
    case 4:
      return pick([
        "  ls = gs;\n", "  gs.in[0] = ls.in[1];\n", "  p = p == &ls ? &gs : &ls;\n",
        "  ip = a & 1 ? &ls.x : &arr[b & 3];\n", "  __builtin_memcpy(bytes, bytes + 8, 4);\n",
        "  *ip += 3;\n", "  q = &p->in[c & 1];\n", "  arr[b & 3] = v0;\n",
      ])
    case 5 where functions > 0:
      let n = below(functions)
      return "  mix(f\(n)(\(expression(1)), \(expression(1)), \(expression(1))));\n"
    case 6 where functions > 0:
      let n = below(functions)
      return pick([
        "  tw = two\(n)(tw, \(expression(1)));\n",
        "  { struct five t = {{1, 2, 3, 4, 5}}; t = five\(n)(t); mix(t.c[0] + t.c[4] * 3); }\n",
      ])
    case 7, 8:
      return "  if (\(expression(2))) {\n\(statements(level))  }"
        + (below(2) == 0 ? " else {\n\(statements(level))  }\n" : "\n")
    case 9:
      loops += 1
      let i = "i\(loops)"
      let exit = below(3) == 0 ? "  if (\(expression(2))) \(pick(["break", "continue"]));\n" : ""
      return "  for (int \(i) = 0; \(i) < \(1 + below(4)); \(i)++) {\n\(statements(level))\(exit)"
        + "\(statements(level))  }\n"
    case 10:
      loops += 1
      let i = "w\(loops)"
      return "  int \(i) = \(1 + below(4)); do {\n\(statements(level))"
        + "  } while (--\(i) > 0 && \(expression(1)));\n"
    case 11:
      var text = "  switch (\(expression(2))) {\n"
      for n in 0..<(1 + below(4)) {
        text += "  case \(n * 3 - 4): \(statement(0))"
        if below(2) == 0 { text += "  break;\n" }
      }
      if below(2) == 0 { text += "  default: \(statement(0))" }
      return text + "  }\n"
    default: return "  \(pick(locals).name) = \(expression(3));\n"
    }
  }

  private mutating func statements(_ level: Int) -> String {
    (0..<(1 + below(2))).map { _ in statement(level - 1) }.joined()
  }

  private mutating func lvalue() -> String {
    switch below(10) {
    case 0: "gs.x"
    case 1: "p->y"
    case 2: "p->f"
    case 3: "p->g"
    case 4: "q->b[\(below(3))]"
    case 5: "bytes[\(expression(1)) & 15]"
    case 6: "longs[\(expression(1)) & 7]"
    case 7: "ls.z"
    case 8: "p->t"
    default: pick(locals).name
    }
  }

  // MARK: Expressions

  private mutating func expression(_ level: Int) -> String {
    if level == 0 || below(5) == 0 { return leaf() }
    let a = expression(level - 1)
    let b = expression(level - 1)
    switch below(14) {
    case 0...3: return "(\(a) \(pick(["+", "-", "*", "&", "|", "^"])) \(b))"
    case 4: return "(\(a) \(pick(["/", "%"])) ((\(b) & 7) + 1))"
    case 5:
      let type = pick(["unsigned long", "long", "unsigned", "int"])
      return "((\(type))\(a) \(pick(["<<", ">>"])) (\(b) & 31))"
    case 6: return "(\(a) \(pick(["<", ">", "<=", ">=", "==", "!="])) \(b))"
    case 7: return "(\(a) \(pick(["&&", "||"])) \(b))"
    case 8: return "(\(a) ? \(b) : \(leaf()))"
    case 9: return "\(pick(["~", "-", "!", "!!"]))(\(a))"
    case 10, 11: return "((\(pick(Self.types)))\(a))"
    default: return "(\(a) + \(b))"
    }
  }

  private mutating func leaf() -> String {
    switch below(12) {
    case 0: "\(below(20) - 8)"
    case 1:
      pick(["0x7fffffff", "0x80000000u", "0xffffffffUL", "255", "-128", "0x8000000000000000UL"])
    // What comes after the locals is declared only when the body begins: only globals here.
    case 2: "gs.x"
    case 3: "gs.in[1].c"
    case 4: "bytes[\(below(16))]"
    case 5: "gs.g"
    case 6: "longs[\(below(8))]"
    default: pick(locals).name
    }
  }
}
