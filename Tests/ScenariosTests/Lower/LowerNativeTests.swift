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

  @Test("control flow: loops, switch, goto, short circuit, conditional values")
  func control() throws {
    try expectSameAsNative(
      """
      typedef unsigned long u64;
      u64 t_fib(void) { u64 a = 0, b = 1; for (int i = 0; i < 50; i++) { u64 c = a + b; a = b; b = c; } return a; }
      static int sw(int x) {
        switch (x) { case -5: return 1; case 0: x = 9; case 3: return x; case 7 ... 9: return 77;
        case 1 << 20: break; default: return -1; }
        return 5;
      }
      u64 t_switch(void) { u64 h = 0; for (int i = -10; i < 20; i++) h = h * 7 + sw(i); return h + sw(1 << 20); }
      static int sw64(unsigned long x) { switch (x) { case 1UL << 40: return 1; case ~0UL: return 2; case 3: return 3; } return 0; }
      u64 t_switch64(void) { return sw64(1UL << 40) + 10 * sw64(~0UL) + 100 * sw64(3) + 1000 * sw64(7); }
      static int sw8(signed char x) { switch (x) { case -1: return 1; case 5: return 2; } return 3; }
      u64 t_switch8(void) { return sw8(-1) * 100 + sw8(5) * 10 + sw8(0); }
      u64 t_goto(void) { int n = 0; again: if (n++ < 10) goto again; if (n > 5) goto out; n = 0; out: return n; }
      u64 t_break(void) { u64 s = 0; for (int i = 0;; i++) { if (i == 3) continue; if (i > 10) break; s += i; } return s; }
      u64 t_do(void) { int i = 10; u64 s = 0; do { s += i; } while (--i > 3); return s; }
      static int calls; static int side(int v) { calls++; return v; }
      u64 t_short(void) { int r = (side(0) && side(1)) + (side(1) || side(0)) * 2 + (side(2) ?: side(3)) * 4; return r * 100 + calls; }
      u64 t_nested(void) { u64 s = 0; for (int i = 0; i < 10; i++) for (int j = i; j < 10; j += 2) { if ((i ^ j) & 1) s += i * j; else s ^= j; } return s; }
      static u64 rec(u64 n) { return n < 2 ? n : rec(n - 1) + rec(n - 2); }
      u64 t_rec(void) { return rec(15); }
      u64 t_swap(void) { int a = 1, b = 2, c = 3; for (int i = 0; i < 7; i++) { int t = a; a = b; b = c; c = t; } return a * 100 + b * 10 + c; }
      u64 t_comma(void) { int i, j, s = 0; for (i = 0, j = 10; i < j; i++, j--) s += i * j; return s; }
      static int sign(long x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
      u64 t_sign(void) { return sign(5) * 100 + sign(-5) * 10 + sign(0); }
      u64 t_oldvalue(void) { int x = 5; int y = x; x = 7; int z = x++ + y; x += z--; return x * 1000 + y * 100 + z; }
      u64 t_stmtexpr(void) { int x = 3; return ({ int y = x; x = 10; y * 2; }) + x; }
      """)
  }

  @Test("memory: structures, arrays, unions, bit-fields, pointers, copies")
  func memory() throws {
    try expectSameAsNative(
      """
      typedef unsigned long u64;
      struct point { int x, y; };
      struct dev { char name[8]; struct point at[3]; void *p; union { u64 whole; unsigned half[2]; unsigned char byte[8]; }; short s; };
      static struct dev devs[2] = {{"abc", {{1, 2}, {3, 4}, {5, 6}}, &devs[1], {.whole = 0x1122334455667788}, -3},
        {"defghij", {{-1}}, &devs[0].at[1], {.half = {7, 8}}, 4}};
      u64 t_static(void) { u64 h = 0; for (int i = 0; i < 2; i++) { for (int j = 0; j < 8; j++) h = h * 31 + devs[i].name[j];
        for (int j = 0; j < 3; j++) h = h * 31 + devs[i].at[j].x * 5 + devs[i].at[j].y; h = h * 31 + devs[i].whole + devs[i].s + devs[i].byte[3]; } return h; }
      u64 t_pointer(void) { struct point *p = devs[1].p; struct dev *d = devs[0].p; return p->x * 100 + p[1].y * 10 + (d == &devs[1]) + (&p[2] - p); }
      #define container_of(ptr, type, member) ((type *)((char *)(ptr) - __builtin_offsetof(type, member)))
      u64 t_container(void) { struct point *p = &devs[1].at[2]; struct dev *d = container_of(p, struct dev, at[2]); return d->name[1] + (d == &devs[1]); }
      struct bits { unsigned a : 3; int b : 5; unsigned long c : 40; _Bool d : 1; unsigned : 0; unsigned short e : 9; };
      u64 t_bits(void) { struct bits v = {0}; u64 h = 0; for (int i = 0; i < 40; i++) { v.a += i; v.b -= 3; v.c = v.c * 5 + i; v.d = !v.d; v.e ^= i * 77; h = h * 31 + v.a + v.b + v.c + v.d + v.e; } return h; }
      static struct bits gb;
      u64 t_gbits(void) { gb.b = -7; gb.c = 0xffffffffffUL; gb.a = 5; gb.b++; return gb.a + gb.b * 1000 + gb.c; }
      u64 t_copy(void) { struct dev d = devs[0]; d.at[1].x = 99; struct dev e; e = d; e.name[0] = 'z'; __builtin_memset(&d, 0x5a, 4); return e.at[1].x + e.name[0] * 1000 + devs[0].at[1].x + d.name[2]; }
      u64 t_array(void) { int a[10]; for (int i = 0; i < 10; i++) a[i] = i * i; int *p = a + 3; p[-1] += 100; *p++ = 7; return a[2] * 1000 + a[3] + *p + (p - a); }
      u64 t_matrix(void) { static int m[4][5]; for (int i = 0; i < 4; i++) for (int j = 0; j < 5; j++) m[i][j] = i * 10 + j; u64 h = 0; for (int i = 0; i < 20; i++) h = h * 3 + ((int *)m)[i]; return h; }
      static void inc(int *p) { (*p)++; }
      u64 t_escape(void) { int x = 5; inc(&x); int *p = &x; *p *= 3; return x; }
      u64 t_string(void) { const char *s = "hello"; u64 h = 0; while (*s) h = h * 31 + *s++; return h; }
      u64 t_bool(void) { _Bool b = 5; static _Bool c; c = b; c = !c; b = c; int x = 256; _Bool d = x; return b + 2 * c + 4 * d + 8 * !!x; }
      struct node { struct node *next; int v; };
      u64 t_list(void) { struct node n[5]; struct node *head = 0; for (int i = 0; i < 5; i++) { n[i].v = i * 3; n[i].next = head; head = &n[i]; } u64 h = 0; for (struct node *p = head; p; p = p->next) h = h * 31 + p->v; return h; }
      u64 t_union(void) { union { int i; unsigned char c[4]; } u; u.i = 0x01020304; return u.c[0] * 1000 + u.c[3]; }
      struct __attribute__((packed)) packed { char c; int i; short s; long l; };
      u64 t_packed(void) { struct packed a[2] = {{1, -2, 3, -4}, {5, 6, -7, 1L << 50}}; return a[0].i + a[1].s + a[1].l + a[0].c + sizeof(a); }
      u64 t_flex(void) { struct { int n; int d[]; } *p; long buf[8] = {0}; p = (void *)buf; p->n = 3; p->d[2] = 77; return ((int *)buf)[3] + p->n; }
      u64 t_compound(void) { struct point p = {1, 2}, *q = &(struct point){.y = 5}; p = (struct point){.x = q->y}; return p.x * 10 + p.y + q->x; }
      u64 t_cast(void) { int x = -5; u64 p = (u64)&x; int *q = (int *)(p + 0); return *q + 100 + (((u64)q & 3) == 0); }
      u64 t_volatile(void) { volatile int v = 3; v += 4; v; return v * v; }
      """)
  }

  @Test("calls: function pointers, structures by value, many arguments, variable arguments")
  func calls() throws {
    try expectSameAsNative(
      """
      typedef unsigned long u64;
      struct ops { int (*start)(int, long); void (*stop)(int *); };
      static int add(int a, long b) { return a + b; } static int sub(int a, long b) { return a - b; }
      static void zap(int *p) { *p = -1; }
      static const struct ops both[] = {{add, zap}, {.start = sub}};
      u64 t_ops(void) { int x = 3; const struct ops *o = both; x = o->start(x, 39) * 100 + o[1].start(x, 1); if (o->stop) o->stop(&x); return x + (o[1].stop == 0); }
      static int many(char a, short b, int c, long d, unsigned char e, unsigned short f, unsigned g, u64 h, _Bool i) { return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9; }
      u64 t_many(void) { return many(-1, -2, -3, -4, 250, 65000, 4000000000u, 8, 1); }
      struct s1 { char c; }; struct s3 { char c[3]; }; struct s4 { short a, b; }; struct s5 { char c[5]; }; struct s7 { char c[7]; };
      struct s8 { int a, b; }; struct s12 { int a, b, c; }; struct s13 { char c[13]; }; struct s16 { long a; int b; }; struct s24 { long a, b, c; };
      static struct s1 r1(struct s1 s) { s.c++; return s; } static struct s3 r3(struct s3 s) { s.c[2] += s.c[0]; return s; }
      static struct s4 r4(struct s4 s) { s.a -= 5; return s; } static struct s5 r5(struct s5 s) { s.c[4] *= 3; return s; }
      static struct s7 r7(struct s7 s) { s.c[6] ^= 9; return s; } static struct s8 r8(struct s8 s) { s.b = s.a - s.b; return s; }
      static struct s12 r12(struct s12 s) { s.c += s.a; return s; } static struct s13 r13(struct s13 s) { s.c[12] += s.c[8]; return s; }
      static struct s16 r16(struct s16 s) { s.a += s.b; return s; } static struct s24 r24(struct s24 s) { s.c *= s.a; return s; }
      u64 t_r1(void) { struct s1 s = {5}; return r1(s).c; }
      u64 t_r3(void) { struct s3 s = {{1, 2, 3}}; s = r3(s); return s.c[0] * 100 + s.c[1] * 10 + s.c[2]; }
      u64 t_r4(void) { struct s4 s = {2, 7}; s = r4(s); return s.a * 100 + s.b; }
      u64 t_r5(void) { struct s5 s = {{1, 2, 3, 4, 5}}; s = r5(s); return s.c[4] * 10 + s.c[0]; }
      u64 t_r7(void) { struct s7 s = {{1, 2, 3, 4, 5, 6, 7}}; s = r7(s); return s.c[6] * 10 + s.c[5]; }
      u64 t_r8(void) { struct s8 s = {100, 7}; s = r8(s); return s.b; }
      u64 t_r12(void) { struct s12 s = {100, 7, -3}; s = r12(s); return s.c + s.b; }
      u64 t_r13(void) { struct s13 s = {"abcdefghijkl"}; s = r13(s); return s.c[12] + s.c[0]; }
      u64 t_r16(void) { struct s16 s = {1L << 40, 7}; s = r16(s); return s.a + s.b; }
      u64 t_r24(void) { struct s24 s = {3, 4, 5}, t = r24(s); return t.c * 100 + s.c; }
      static struct s16 (*fp)(struct s16) = r16;
      u64 t_fp16(void) { struct s16 s = {5, 6}; u64 h = 0; for (int i = 0; i < 3; i++) { s = fp(s); h = h * 10 + s.a; } return h; }
      static struct s16 rec16(int n) { struct s16 s = {n, 1}; if (n) { struct s16 t = rec16(n - 1); s.a += t.a; s.b += t.b; } return s; }
      u64 t_rec16(void) { struct s16 s = rec16(10); return s.a * 100 + s.b; }
      static long sum24(int k, struct s24 s, struct s24 t) { s.a += k; return s.a + t.b; }
      u64 t_byval(void) { struct s24 s = {1, 2, 3}; u64 h = 0; for (int i = 0; i < 3; i++) h = h * 10 + sum24(i, s, s); return h * 10 + s.a; }
      static long sum(int n, ...) { __builtin_va_list ap; long s = 0; __builtin_va_start(ap, n); while (n--) s = s * 3 + __builtin_va_arg(ap, int); __builtin_va_end(ap); return s; }
      static long sumv(const char *f, __builtin_va_list ap) { long s = 0; for (; *f; f++) switch (*f) { case 'i': s += __builtin_va_arg(ap, int); break; case 'l': s ^= __builtin_va_arg(ap, long); break; case 'p': s += *__builtin_va_arg(ap, int *); break; } return s; }
      static long fmt(const char *f, ...) { __builtin_va_list ap, aq; __builtin_va_start(ap, f); __builtin_va_copy(aq, ap); long s = sumv(f, ap) * 100 + sumv(f, aq); __builtin_va_end(ap); __builtin_va_end(aq); return s; }
      u64 t_va(void) { return sum(0) + sum(1, 5) * 10 + sum(9, 1, -2, 3, -4, 5, -6, 7, -8, 9); }
      u64 t_fmt(void) { int x = 77; return fmt("iplil", -3, &x, 1L << 40, 5, 6L) + fmt("llllllll", 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L); }
      static inline __attribute__((always_inline)) int inl(int a, int *p) { int b = a; if (!b) return 7; b += *p; *p = b; return b; }
      u64 t_inline(void) { int x = 5; int r = inl(3, &x); r = r * 10 + inl(0, &x); return r * 100 + inl(1, &x) + x; }
      """)
  }

  @Test("builtins and atomics")
  func builtins() throws {
    try expectSameAsNative(
      """
      typedef unsigned long u64;
      u64 t_count(void) { u64 h = 0; static const u64 v[] = {1, 2, 0x80, 0x8000, 0xffff, 1UL << 31, 1UL << 32, ~0UL, 0x123456789abcdefUL};
        for (int i = 0; i < 9; i++) h = h * 31 + __builtin_clzl(v[i]) + 3 * __builtin_ctzl(v[i]) + 7 * __builtin_popcountl(v[i]) + (i < 7 ? __builtin_clz((unsigned)v[i] | 1) : 0) + __builtin_ffsl(v[i]) + __builtin_popcount(v[i]) + __builtin_parityl(v[i]); return h; }
      u64 t_swap(void) { return __builtin_bswap16(0x1234) + __builtin_bswap32(0x12345678) * 3UL + __builtin_bswap64(0x123456789abcdef0UL); }
      #define OV(type, op) { type r; for (int i = 0; i < 12; i++) for (int j = 0; j < 12; j++) { h = h * 31 + __builtin_##op##_overflow((type)v[i], (type)v[j], &r); h = h * 31 + r; } }
      static const long v[] = {0, 1, -1, 2, 3, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fffffffffffffff, 1L << 63, 0x5555555555, -77};
      u64 t_ovi(void) { u64 h = 0; OV(int, add) OV(int, sub) OV(int, mul) return h; }
      u64 t_ovu(void) { u64 h = 0; OV(unsigned, add) OV(unsigned, sub) OV(unsigned, mul) return h; }
      u64 t_ovl(void) { u64 h = 0; OV(long, add) OV(long, sub) OV(long, mul) return h; }
      u64 t_ovul(void) { u64 h = 0; OV(u64, add) OV(u64, sub) OV(u64, mul) return h; }
      u64 t_ovs(void) { u64 h = 0; OV(short, add) OV(short, sub) OV(short, mul) OV(unsigned char, add) OV(unsigned char, mul) return h; }
      #define AT(type) { type x = 5, r; r = __atomic_fetch_add(&x, 3, 5); h = h * 31 + r; r = __atomic_sub_fetch(&x, 10, 5); h = h * 31 + r; r = __atomic_exchange_n(&x, 6, 5); h = h * 31 + r; \\
        r = __atomic_fetch_or(&x, 9, 5); h = h * 31 + r; r = __atomic_fetch_and(&x, 12, 5); h = h * 31 + r; r = __atomic_xor_fetch(&x, 3, 5); h = h * 31 + r; r = __atomic_fetch_nand(&x, 3, 5); h = h * 31 + r; \\
        type e = 1; h = h * 31 + __atomic_compare_exchange_n(&x, &e, 4, 0, 5, 5); h = h * 31 + e; h = h * 31 + __atomic_compare_exchange_n(&x, &e, 4, 0, 5, 5); h = h * 31 + x; \\
        __atomic_store_n(&x, -7, 3); h = h * 31 + __atomic_load_n(&x, 2); r = __atomic_fetch_max(&x, 3, 5); h = h * 31 + r; r = __atomic_fetch_min(&x, -3, 5); h = h * 31 + r + x; __atomic_thread_fence(5); }
      u64 t_atomic(void) { u64 h = 0; AT(int) AT(unsigned) AT(long) AT(u64) AT(short) AT(unsigned char) AT(signed char) return h; }
      u64 t_abs(void) { return __builtin_abs(-5) + __builtin_labs(-7L) * 10; }
      u64 t_expect(void) { int x = 3; asm volatile("" ::: "memory"); return __builtin_expect(x > 2, 1) + __builtin_constant_p(7); }
      u64 t_mem(void) { char a[16], b[16]; __builtin_memset(a, 'x', sizeof(a)); __builtin_memcpy(b, a, 16); b[3] = 'y'; __builtin_memmove(b + 1, b, 8); u64 h = 0; for (int i = 0; i < 16; i++) h = h * 31 + b[i]; return h; }
      u64 t_rot(void) { u64 h = 0; for (int i = 0; i < 32; i++) { unsigned x = 0x12345678 + i; h = h * 31 + ((x << i) | (x >> ((32 - i) & 31))) + __builtin_rotateleft32(x, i) + __builtin_rotateright64(x, i); } return h; }
      u64 t_bitrev(void) { return __builtin_bitreverse8(0x13) + __builtin_bitreverse16(0x1234) + __builtin_bitreverse32(0x12345678) * 3UL + __builtin_bitreverse64(0x123456789abcdefUL); }
      """)
  }
}
