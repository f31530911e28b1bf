// The lowered code does what the compiler's own does.

import Testing

@testable import Scenarios
@testable import Sim

@Suite("Lowering: same as native")
struct LowerNativeTests {
  @Test("arithmetic of every width and sign")
  func arithmetic() throws {
    var source = "typedef unsigned long u64;\nstatic u64 mix(u64 h, u64 v) { return h * 31 + v; }\n"
    let types = [
      "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long",
      "unsigned long",
    ]
    for (n, type) in types.enumerated() {
      source += """
        static u64 f\(n)(\(type) a, \(type) b) {
          u64 h = 7;
          \(type) c = a + b; h = mix(h, c); c = a - b; h = mix(h, c); c = a * b; h = mix(h, c);
          if (b) { c = a / b; h = mix(h, c); c = a % b; h = mix(h, c); }
          c = a << (b & 7); h = mix(h, c); c = a >> (b & 7); h = mix(h, c);
          c = a & b; h = mix(h, c); c = a | b; h = mix(h, c); c = a ^ b; h = mix(h, c);
          c = ~a; h = mix(h, c); c = -a; h = mix(h, c); c = !a; h = mix(h, c);
          h = mix(h, a < b); h = mix(h, a <= b); h = mix(h, a > b); h = mix(h, a >= b);
          h = mix(h, a == b); h = mix(h, a != b);
          h = mix(h, (signed char)a); h = mix(h, (unsigned char)a); h = mix(h, (short)a);
          h = mix(h, (unsigned short)a); h = mix(h, (int)a); h = mix(h, (unsigned)a);
          h = mix(h, (long)a); h = mix(h, (_Bool)a);
          h = mix(h, a < 5); h = mix(h, a > -3); h = mix(h, a >= 100); h = mix(h, 7 - a);
          c += 3; h = mix(h, c); c++; h = mix(h, c); h = mix(h, c--); h = mix(h, --c);
          h = mix(h, a ? b : 3); h = mix(h, a && b); h = mix(h, a || b);
          c /= 3; h = mix(h, c); c %= 3; h = mix(h, c); c <<= 1; c >>= 2; h = mix(h, c);
          return h;
        }
        u64 t_\(n)(void) {
          static const long v[] = {0, 1, -1, 2, 5, -7, 127, 128, 255, 256, -128, 32767, 65535,
            -32768, 0x7fffffff, 0x80000000, 0xffffffff, 1L << 62, -(1L << 62), 0x123456789abcdefL};
          u64 h = 0;
          for (int i = 0; i < 20; i++) for (int j = 0; j < 20; j++) {
            \(type) a = v[i], b = v[j];
            if (b == -1 && a << 1 == 0) continue;  /* the smallest divided by -1 traps natively */
            h = mix(h, f\(n)(a, b));
          }
          return h;
        }

        """
    }
    try expectSameAsNative(source)
  }

  @Test(
    "control flow, memory, calls, builtins and atomics",
    arguments: ["control", "memory", "calls", "builtins"])
  func fixtures(name: String) throws {
    let source = try irFixture("../Lower/\(name).c")
    try expectSameAsNative(String(decoding: source, as: UTF8.self))
  }
}
