import Testing

@testable import Scenarios
@testable import Sim

#if canImport(Glibc)
  import Glibc
#endif

/// C means in the machine what it means natively: the same functions are compiled to a program that
/// prints their results, and to a driver that asserts them.
@Suite("Kernel: the C language")
struct KernelLanguageTests {
  /// Every operator on all pairs of interesting values of a type, mixed into one number.
  private static let operators = ["+", "-", "*", "&", "|", "^", "/", "%", "<<", ">>", "<", "<=", "==", "!=", ">", ">="]
  private static let types = ["s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64"]
  private static let operatorNames = [
    "add", "sub", "mul", "and", "or", "xor", "div", "rem", "shl", "shr", "lt", "le", "eq", "ne",
    "gt", "ge",
  ]

  /// Functions of arithmetic: for each type its operators, and its conversions.
  private static func arithmetic() -> String {
    var c = """
      static const u64 values[] = { 0, 1, 2, 3, 7, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0x7fffffff,
      	0x80000000, 0xffffffff, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff,
      	0x123456789abcdef0 };
      static u64 mix(u64 h, u64 v) { return (h ^ v) * 0x100000001b3 + 1; }
      #define EACH(T) for (int i = 0; i < 17; i++) for (int j = 0; j < 17; j++)

      """
    for t in types {
      for (op, name) in zip(operators, operatorNames) {
        var body = "h = mix(h, (u64)(\(t))(a \(op) b));"
        if op == "/" || op == "%" { body = "if (b != 0) { \(body) }" }
        if op == "<<" || op == ">>" {
          body = "b &= sizeof(a) * 8 - 1; h = mix(h, (u64)(a \(op) b));"
        }
        // The one quotient that has no value.
        if op == "/" || op == "%", t.hasPrefix("s") {
          body = "if (b != (\(t))-1) { \(body) }"
        }
        c += """
          F(\(name)_\(t)) { u64 h = 0; EACH(0) { \(t) a = (\(t))values[i], b = (\(t))values[j]; \(body) } return h; }

          """
      }
      let casts = types.map { "h = mix(h, (u64)(\($0))a);" }.joined(separator: " ")
      c += """
        F(convert_\(t)) { u64 h = 0; for (int i = 0; i < 17; i++) { \(t) a = (\(t))values[i]; \(casts)
        	h = mix(h, -a); h = mix(h, ~a); h = mix(h, !a); h = mix(h, a++); h = mix(h, --a);
        	a += 3; a <<= 1; a -= 5; a ^= 9; h = mix(h, a ? 1 : 2); h = mix(h, (bool)a); } return h; }
        F(overflow_\(t)) { u64 h = 0; EACH(0) { \(t) a = (\(t))values[i], b = (\(t))values[j], r;
        	h = mix(h, __builtin_add_overflow(a, b, &r)); h = mix(h, r); h = mix(h, __builtin_sub_overflow(a, b, &r)); h = mix(h, r);
        	h = mix(h, __builtin_mul_overflow(a, b, &r)); h = mix(h, r); } return h; }
        F(atomic_\(t)) { static \(t) v; u64 h = 0; for (int i = 0; i < 17; i++) { \(t) a = (\(t))values[i], o = a;
        	h = mix(h, __atomic_fetch_add(&v, a, __ATOMIC_SEQ_CST)); h = mix(h, __atomic_sub_fetch(&v, 3, __ATOMIC_SEQ_CST));
        	h = mix(h, __atomic_exchange_n(&v, a, __ATOMIC_SEQ_CST)); h = mix(h, __atomic_fetch_or(&v, 5, __ATOMIC_SEQ_CST));
        	h = mix(h, __atomic_fetch_and(&v, (\(t))~6, __ATOMIC_SEQ_CST)); h = mix(h, __atomic_fetch_xor(&v, 3, __ATOMIC_SEQ_CST));
        	h = mix(h, __atomic_compare_exchange_n(&v, &o, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)); h = mix(h, o);
        	h = mix(h, __atomic_fetch_nand(&v, 3, __ATOMIC_SEQ_CST)); h = mix(h, v); } return h; }

        """
    }
    return c
  }

  private static let statements = #"""
    struct pair { s32 a; u8 b; };
    struct triple { u64 x; struct pair p; s16 y[3]; };
    struct big { u64 v[9]; char c; };
    struct bits { u32 a : 1; s32 b : 3; u32 c : 7; u64 d : 33; s64 e : 20; u8 f : 8; bool g : 1; };
    struct __packed odd { u8 a; u32 b; u64 c; u16 d; };
    union both { u32 w; u8 b[4]; struct { u16 lo, hi; } h; };
    enum colour { RED, GREEN = 5, BLUE };
    struct node { int key; struct list_head link; };
    struct flex { int n; u16 v[]; };

    static u64 mix2(u64 h, u64 v) { return (h ^ v) * 0x100000001b3 + 1; }
    static noinline struct pair swap(struct pair p) { struct pair q = { p.b, (u8)p.a }; return q; }
    static noinline struct triple bump(struct triple t, int n) { t.x += n; t.p.a -= n; t.y[1] ^= n; return t; }
    static noinline struct big spread(struct big b) { for (int i = 0; i < 9; i++) b.v[i] *= i + 1; b.c++; return b; }
    struct quad { s64 a; s32 b; u16 c; };
    struct three { u8 c[3]; };
    struct five { u8 c[5]; };
    struct six { s16 s[3]; };
    struct seven { u8 c[7]; };
    struct eleven { u64 x; u8 c[3]; };
    static noinline struct quad turn(struct quad q, int n) { struct quad r = { q.b - n, (s32)q.a * 3, q.c + n }; return r; }
    static noinline struct three t3(struct three p, int n) { p.c[n % 3] += n; return p; }
    static noinline struct five t5(struct five p, int n) { p.c[n % 5] *= 7; return p; }
    static noinline struct six t6(struct six p, int n) { p.s[n % 3] -= 300; return p; }
    static noinline struct seven t7(struct seven p, int n) { p.c[n % 7] ^= 0x5a; return p; }
    static noinline struct eleven t11(struct eleven p, int n) { p.x += n; p.c[n % 3] += 100; return p; }
    static noinline u64 many(u8 a, s16 b, u32 c, s64 d, void *e, bool f, s8 g, u64 h)
    { return a + b * 3 + c * 5 + d * 7 + (unsigned long)e * 11 + f * 13 + g * 17 + h * 19; }
    static u64 fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
    static bool odd_(int n);
    static bool even_(int n) { return n == 0 || odd_(n - 1); }
    static bool odd_(int n) { return n != 0 && even_(n - 1); }
    static int add(int a, int b) { return a + b; }
    static int sub(int a, int b) { return a - b; }
    static int mul(int a, int b) { return a * b; }
    static int (*const table[])(int, int) = { add, sub, mul };
    static const s16 grid[3][4] = { { 1, -2, 3, -4 }, { 5, 6 }, { [2] = 7, -8 } };
    static const char *const words[] = { "zero", "one", "two", "three" };
    static struct { int depth; u8 log[32]; } trace;
    static void note(int *p) { trace.log[trace.depth++ & 31] = *p; }

    F(struct_by_value) { struct pair p = { 0x12345, 0x67 }; p = swap(swap(swap(p))); return (u64)p.a << 8 | p.b; }
    F(struct_by_memory) { struct triple t = { 5, { -7, 9 }, { 1, 2, 3 } }, u; u = t; t = bump(t, 100);
    	return t.x * 3 + t.p.a * 5 + t.y[1] * 7 + t.y[2] + u.x + u.y[1]; }
    F(struct_big) { struct big b = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, 'a' }, c = spread(spread(b)); u64 h = 0;
    	for (int i = 0; i < 9; i++) h = mix2(h, c.v[i] - b.v[i]); return mix2(h, c.c); }
    F(struct_pair) { struct quad q = { -5, 7, 9 }; struct quad (*f)(struct quad, int) = turn; u64 h = 0;
    	for (int i = 0; i < 5; i++) { q = turn(q, i); q = f(q, 2); h = mix2(mix2(h, q.a), q.b * 1000 + q.c); } return h; }
    F(struct_odd) { struct three a = { { 1, 250, 3 } }; struct five b = { { 1, 2, 3, 4, 5 } }; struct six c = { { 1, 2, 3 } }; struct seven d = { { 1, 2, 3, 4, 5, 6, 7 } }; u64 h = 0;
    	struct eleven e = { 9, { 1, 2, 3 } };
    	for (int i = 0; i < 9; i++) { a = t3(a, i); b = t5(b, i); c = t6(c, i); d = t7(d, i); e = t11(e, i);
    	h = mix2(h, a.c[i % 3] + b.c[i % 5] * 256 + (u16)c.s[i % 3] * 65536 + (u64)d.c[i % 7] * 0x100000000); h = mix2(h, e.x + e.c[i % 3]); } return h; }
    F(struct_literal) { struct triple t = (struct triple){ .y = { [1] = -3 }, .p = { .b = 4 } };
    	return t.x + (u16)t.y[1] + t.p.b * 1000 + t.p.a; }
    F(arguments) { return many(255, -300, 4000000000u, -5, (void *)0x1000, true, -128, ~0ULL); }
    F(recursion) { return fib(13) * 2 + even_(20) + odd_(9) * 2; }
    F(function_pointers) { int r = 1; for (unsigned i = 0; i < ARRAY_SIZE(table) * 3; i++) r = table[i % 3](r, i + 2); return (u64)(s64)r; }
    F(arrays) { s64 s = 0; for (int i = 0; i < 3; i++) for (int j = 0; j < 4; j++) s = s * 3 + grid[i][j]; return s; }
    F(strings) { u64 h = 0; for (int i = 0; i < 4; i++) { h = mix2(h, strlen(words[i])); h = mix2(h, words[i][i]); }
    	return mix2(h, strcmp(words[1], words[2]) < 0) + sizeof("abc\0d"); }
    F(bit_fields) { struct bits b = { 0 }; u64 h = 0;
    	for (u64 i = 0; i < 300; i += 7) { b.a = i; b.b = i; b.c = i * 3; b.d = i << 27; b.e = -(s64)i * 2000; b.f = i; b.g = i & 4;
    		b.c++; b.b -= 2; b.d ^= 5;
    		h = mix2(h, b.a); h = mix2(h, b.b); h = mix2(h, b.c); h = mix2(h, b.d); h = mix2(h, b.e); h = mix2(h, b.f); h = mix2(h, b.g); }
    	return h + sizeof(b); }
    F(packed) { struct odd o = { 1, 0xdeadbeef, 0x1122334455667788, 0x9999 }; u8 *p = (u8 *)&o; u64 h = sizeof(o);
    	for (unsigned i = 0; i < sizeof(o); i++) h = mix2(h, p[i]); o.c++; o.b >>= 3; return mix2(mix2(h, o.c), o.b); }
    F(unions) { union both u = { .w = 0x11223344 }; u.b[1] = 0xff; u.h.hi++; return u.w; }
    F(enums) { enum colour c = BLUE; return c * 10 + GREEN + sizeof(c); }
    F(switches) { u64 h = 0; for (s64 i = -3; i < 300; i += 3) { switch (i) {
    	case -3: h += 1; break; case 0: h += 2; fallthrough; case 3: h += 4; break;
    	case 30 ... 60: h += 5; if (i == 45) continue; break; case 0x7fffffffffff: h = 0; break;
    	default: h ^= i; } h = mix2(h, i); } return h; }
    F(switch_char) { u64 h = 0; for (const char *p = "a-z\xff\0"; *p; p++) switch (*p) { case 'a': h += 1; break; case '\xff': h += 100; break; default: h += 10; } return h; }
    F(loops) { u64 n = 0; int i = 0; do { if (++i % 3 == 0) continue; if (i > 40) break; n += i; } while (i < 100);
    	while (n > 10) { n /= 2; for (;;) { if (n % 2) break; n--; if (n < 5) goto out; } } out: return n * 1000 + i; }
    F(gotos) { int r = 0, n = 0; again: if (n == 5) goto done; r += n++; if (r > 100) goto fail; goto again; fail: r = -1; done: return r; }
    F(ladder) { u64 h = 0; for (int k = 0; k < 4; k++) { int err = -k; if (k == 0) goto e0; h += 1; if (k == 1) goto e1; h += 10; if (k == 2) goto e2; h += 100; err = 0; e2: h += 1000; e1: h += 10000; e0: h = mix2(h, err); } return h; }
    F(short_circuit) { int a = 0, b = 0; (void)(a++ && b++); (void)(a++ || b++); (void)(!a-- || (b += 5)); return a * 100 + b + (a > b ? a : b) * 1000 + (a ?: 7); }
    F(comma) { int a = (1, 2), b = 3; for (int i = 0, j = 10; i < j; i++, j--) a += i * j, b -= i; return (u64)a * 100 + b; }
    F(statement_expression) { int m = ({ int x = 3, y = 4; x > y ? x : y; }); return m + ({ u8 w = 300; w; }); }
    F(pointers) { s32 v[10]; s32 *p = v + 3, *q = &v[8]; for (int i = 0; i < 10; i++) v[i] = i * i; p[-2] = 50; *++p += q - p; *p++ -= 2; q[-1] ^= *p;
    	return v[1] + v[4] * 100 + v[7] * 10000 + (p < q) + ((u64)(q - v) << 40) + (p == &v[5]) + (u64)((char *)q - (char *)p) * 7; }
    F(pointer_to_pointer) { int a = 1, b = 2, *p = &a, **pp = &p; **pp = 5; *pp = &b; **pp += 10; return a * 100 + b; }
    F(integer_pointer) { int x[2] = { 3, 4 }; unsigned long u = (unsigned long)&x[1]; int *p = (int *)(u - 4); return *p + *(int *)u * 10 + (u - (unsigned long)x); }
    F(error_pointer) { void *p = ERR_PTR(-12); return IS_ERR(p) + PTR_ERR(p) * 10 + IS_ERR(&p) + IS_ERR_OR_NULL(NULL); }
    F(container) { struct triple t = { 1, { 2, 3 }, { 4, 5, 6 } }; s16 *y = &t.y[2]; struct triple *u = container_of(y, struct triple, y[2]); return u->x + u->p.a * 10 + offsetof(struct triple, p.b); }
    F(lists) { LIST_HEAD(h); struct node n[8], *p, *t; u64 s = 0; for (int i = 0; i < 8; i++) { n[i].key = i; if (i & 1) list_add(&n[i].link, &h); else list_add_tail(&n[i].link, &h); }
    	list_for_each_entry(p, &h, link) s = s * 10 + p->key; list_for_each_entry_safe(p, t, &h, link) if (p->key % 3 == 0) list_del_init(&p->link);
    	list_for_each_entry(p, &h, link) s = s * 10 + p->key; p = list_first_entry_or_null(&h, struct node, link); return s + list_empty(&h) + list_empty(&n[0].link) + p->key; }
    F(memory) { char a[32], b[32]; u64 h = 0; memset(a, 0x5a, sizeof(a)); for (int i = 0; i < 16; i++) a[i] = i * 17; memcpy(b, a, 32); memmove(b + 3, b, 20); memmove(a, a + 5, 20);
    	for (int i = 0; i < 32; i++) h = mix2(mix2(h, (u8)a[i]), (u8)b[i]); return h + memcmp(a, b, 32 ) * 0; }
    F(flexible) { u8 m[64] = { 0 }; struct flex *f = (struct flex *)m; f->n = 5; for (int i = 0; i < f->n; i++) f->v[i] = i * 1000; u64 h = 0; for (int i = 0; i < 5; i++) h += f->v[i] * (i + 1); return h + sizeof(*f); }
    F(statics) { static int n = 7; static u8 once; n += 3; once |= 2; return n * 10 + once; }
    F(volatile_) { volatile int v = 3; v++; v *= 2; WRITE_ONCE(v, READ_ONCE(v) + 1); return v; }
    F(casts) { s8 c = -1; u16 s = c; u32 u = s; s64 l = (s32)0x80000000; u8 t = 0x1ff; return (u64)c ^ s ^ u ^ (u64)l ^ t ^ (u64)(s16)0x8000; }
    F(promotions) { u8 a = 200, b = 100; s8 c = -1; u32 d = 1; return (a + b) + ((u8)(a + b)) * 1000 + (c < (s64)d) + (c > d) * 2 + (a * b > 0) * 4 + ((u64)(a << 24) >> 60); }
    F(builtins) { u64 v = 0x00f0000012345678; return __builtin_popcountll(v) + __builtin_clzll(v) * 100 + __builtin_ctzll(v) * 10000 + (__builtin_bswap32((u32)v) ^ __builtin_bswap64(v)) + __builtin_bswap16(0x1234) + __builtin_ffsll(v); }
    F(overflow) { int r; s64 l; u8 b; u64 h = 0; h = mix2(h, __builtin_add_overflow(0x7fffffff, 1, &r)); h = mix2(h, r); h = mix2(h, __builtin_mul_overflow(1LL << 40, 1LL << 23, &l)); h = mix2(h, l);
    	h = mix2(h, __builtin_sub_overflow(5, 6, &b)); h = mix2(h, b); h = mix2(h, __builtin_mul_overflow(4u, 5u, &b)); return mix2(h, b); }
    F(rotate) { u32 v = 0x12345678; u64 h = 0; for (int i = 0; i < 32; i += 5) h = mix2(h, (v << (i & 31)) | (v >> (-i & 31))); return h; }
    F(ternaries) { u64 h = 0; for (int i = 0; i < 30; i++) h = h * 5 + (i % 15 == 0 ? 4 : i % 5 == 0 ? 3 : i % 3 == 0 ? 2 : 1); return h; }
    F(cleanup) { { int a __attribute__((cleanup(note))) = 1, b __attribute__((cleanup(note))) = 2; a += 4; b += 6; if (a) { int c __attribute__((cleanup(note))) = 9; (void)c; } } return trace.log[0] * 10000 + trace.log[1] * 100 + trace.log[2]; }
    F(bools) { bool a = 4, b = 0; a ^= b; b |= 8; int n = 0; n += a + b; a = !n; return n * 10 + a + b * 100 + (bool)0x100 + (bool)(void *)8; }
    F(refcounts) { refcount_t r; refcount_set(&r, 2); refcount_inc(&r); u64 h = refcount_dec_and_test(&r); h = h * 10 + refcount_dec_and_test(&r); h = h * 10 + refcount_read(&r); h = h * 10 + refcount_dec_and_test(&r); return h * 10 + refcount_inc_not_zero(&r); }
    F(atomics) { atomic_t a = ATOMIC_INIT(3); atomic64_t b = ATOMIC_INIT(1LL << 40); u64 h = atomic_inc_return(&a); h = h * 10 + atomic_cmpxchg(&a, 4, 9); h = h * 10 + atomic_add_unless(&a, 2, 9); h = h * 100 + atomic_xchg(&a, 1); h = h * 10 + atomic_dec_and_test(&a); atomic64_add(5, &b); return h ^ atomic64_read(&b); }
    F(bit_operations) { unsigned long m[2] = { 0, 0 }; u64 h = 0; set_bit(3, m); set_bit(70, m); __set_bit(64, m); h = test_and_set_bit(3, m) * 4 + test_and_clear_bit(70, m) * 2 + test_bit(70, m); clear_bit(3, m); change_bit(5, m); return h ^ m[0] ^ (m[1] << 20) ^ GENMASK(12, 9) ^ BIT(40) ^ fls(100) ^ ffs(40) ^ hweight32(0xf0f); }
    F(cmpxchgs) { int v = 3, o = cmpxchg(&v, 3, 8); o = o * 10 + cmpxchg(&v, 3, 9); return o * 100 + xchg(&v, 4) * 10 + v; }
    """#

  /// The names of the functions that `text` defines with `F`.
  private static func names(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("F(") else { return nil }
      return line.dropFirst(2).split(separator: ")").first.map(String.init)
    }
  }

  /// What the functions return when they are compiled for this machine.
  private static func native(_ text: String, _ names: [String]) throws -> [String: UInt64] {
    let compiler = try Compiler()
    let directory = compiler.headerRoot
    let main = """
      \(header)
      #define F(n) u64 n(void)
      int printf(const char *, ...);
      void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t) { }
      \(text)
      int main(void) {
      \(names.map { "\tprintf(\"%llu\\n\", \($0)());" }.joined(separator: "\n"))
      	return 0;
      }
      """
    let program = "\(directory)/native"
    defer { unlink(program) }
    let built = spawnAndWait(
      [
        compiler.clang.path, "-x", "c", "-O0", "-w", "-fwrapv", "-fno-strict-aliasing",
        "-fsigned-char", "-std=gnu11", "-ffreestanding", "-nostdinc", "-I", directory, "-o", program,
        "-",
      ], in: directory, input: Array(main.utf8))
    guard let built, built.status == 0 else {
      throw LoadError(String(decoding: built?.errors ?? [], as: UTF8.self))
    }
    let ran = try #require(spawnAndWait([program], in: directory))
    try #require(ran.status == 0, "the native program ended with \(ran.status)")
    let lines = String(decoding: ran.output, as: UTF8.self).split(separator: "\n")
    try #require(lines.count == names.count)
    return Dictionary(uniqueKeysWithValues: zip(names, lines.map { UInt64($0) ?? 0 }))
  }

  private static let header = """
    #include <linux/bitops.h>
    #include <linux/err.h>
    #include <linux/kref.h>
    #include <linux/list.h>
    #include <linux/string.h>
    #undef ARRAY_SIZE
    #define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
    """

  /// The same text natively and in the machine.
  private func compare(_ text: String) throws {
    let names = Self.names(text)
    try #require(names.count > 40)
    let results = try Self.native(text, names)
    let asserts = names.map { name in
      "void check_\(name)(void) { sim_assert(\(name)() == \(results[name] ?? 0)ULL); }"
    }
    let c = CompiledC(
      Self.header + "\n#define F(n) u64 n(void)\n" + text + "\n"
        + asserts.joined(separator: "\n"))
    for name in names {
      try KernelCase(name, calls: ["check_\(name)"]).check(c, seeds: 1)
    }
  }

  @Test("arithmetic of all widths and signs")
  func arithmetic() throws { try compare(Self.arithmetic()) }

  /// What the machine does not run is refused where it stands, and never run wrongly.
  @Test(
    "refused with a place",
    arguments: [
      "int f(int n) { void *to = n ? &&a : &&b; goto *to; a: return 1; b: return 2; }",
      "int f(int n) { int v[n]; v[0] = 1; return v[0]; }",
      "u64 f(u64 a) { return ((unsigned __int128)a * a) >> 64; }",
    ])
  func refused(_ text: String) {
    let e = #expect(throws: LoadError.self) { try CompiledC(text).get() }
    #expect(e?.message.hasPrefix("driver.c:1:") == true, "\(e?.message ?? "")")
    #expect(e?.message.contains("cannot be executed") == true, "\(e?.message ?? "")")
  }

  @Test("statements, structures, pointers")
  func statements() throws { try compare(Self.statements) }
}
