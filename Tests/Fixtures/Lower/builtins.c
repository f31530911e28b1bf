typedef unsigned long u64;
u64 t_count(void) {
  u64 h = 0;
  static const u64 v[] = {1, 2, 0x80, 0x8000, 0xffff, 1UL << 31, 1UL << 32, ~0UL,
      0x123456789abcdefUL};
  for (int i = 0; i < 9; i++) h = h * 31 + __builtin_clzl(v[i]) + 3 * __builtin_ctzl(v[i])
      + 7 * __builtin_popcountl(v[i]) + (i < 7 ? __builtin_clz((unsigned)v[i] | 1) : 0)
      + __builtin_ffsl(v[i]) + __builtin_popcount(v[i]) + __builtin_parityl(v[i]);
  return h;
}

u64 t_swap(void) {
  return __builtin_bswap16(0x1234) + __builtin_bswap32(0x12345678) * 3UL
      + __builtin_bswap64(0x123456789abcdef0UL);
}

#define OV(type, op) { type r; for (int i = 0; i < 12; i++) for (int j = 0; j < 12; j++) { \
  h = h * 31 + __builtin_##op##_overflow((type)v[i], (type)v[j], &r); h = h * 31 + r; } }
static const long v[] = {0, 1, -1, 2, 3, 0x7fffffff, 0x80000000, 0xffffffff,
    0x7fffffffffffffff, 1L << 63, 0x5555555555, -77};
u64 t_ovi(void) {
  u64 h = 0;
  OV(int, add) OV(int, sub) OV(int, mul) return h;
}

u64 t_ovu(void) {
  u64 h = 0;
  OV(unsigned, add) OV(unsigned, sub) OV(unsigned, mul) return h;
}

u64 t_ovl(void) {
  u64 h = 0;
  OV(long, add) OV(long, sub) OV(long, mul) return h;
}

u64 t_ovul(void) {
  u64 h = 0;
  OV(u64, add) OV(u64, sub) OV(u64, mul) return h;
}

u64 t_ovs(void) {
  u64 h = 0;
  OV(short, add) OV(short, sub) OV(short, mul) OV(unsigned char, add) OV(unsigned char,
      mul) return h;
}

#define AT(type) { type x = 5, r; r = __atomic_fetch_add(&x, 3, 5); h = h * 31 + r; \
  r = __atomic_sub_fetch(&x, 10, 5); h = h * 31 + r; r = __atomic_exchange_n(&x, 6, 5); \
  h = h * 31 + r; r = __atomic_fetch_or(&x, 9, 5); h = h * 31 + r; \
  r = __atomic_fetch_and(&x, 12, 5); h = h * 31 + r; r = __atomic_xor_fetch(&x, 3, 5); \
  h = h * 31 + r; r = __atomic_fetch_nand(&x, 3, 5); h = h * 31 + r; type e = 1; \
  h = h * 31 + __atomic_compare_exchange_n(&x, &e, 4, 0, 5, 5); h = h * 31 + e; \
  h = h * 31 + __atomic_compare_exchange_n(&x, &e, 4, 0, 5, 5); h = h * 31 + x; \
  __atomic_store_n(&x, -7, 3); h = h * 31 + __atomic_load_n(&x, 2); \
  r = __atomic_fetch_max(&x, 3, 5); h = h * 31 + r; r = __atomic_fetch_min(&x, -3, 5); \
  h = h * 31 + r + x; __atomic_thread_fence(5); }
u64 t_atomic(void) {
  u64 h = 0;
  AT(int) AT(unsigned) AT(long) AT(u64) AT(short) AT(unsigned char) AT(signed char) return h;
}

u64 t_abs(void) {
  return __builtin_abs(-5) + __builtin_labs(-7L) * 10;
}

u64 t_expect(void) {
  int x = 3;
  asm volatile("" ::: "memory");
  return __builtin_expect(x > 2, 1) + __builtin_constant_p(7);
}

u64 t_mem(void) {
  char a[16], b[16];
  __builtin_memset(a, 'x', sizeof(a));
  __builtin_memcpy(b, a, 16);
  b[3] = 'y';
  __builtin_memmove(b + 1, b, 8);
  u64 h = 0;
  for (int i = 0; i < 16; i++) h = h * 31 + b[i];
  return h;
}

u64 t_rot(void) {
  u64 h = 0;
  for (int i = 0; i < 32; i++) {
    unsigned x = 0x12345678 + i;
    h = h * 31 + ((x << i) | (x >> ((32 - i) & 31))) + __builtin_rotateleft32(x, i)
        + __builtin_rotateright64(x, i);
  }
  return h;
}

u64 t_bitrev(void) {
  return __builtin_bitreverse8(0x13) + __builtin_bitreverse16(0x1234)
      + __builtin_bitreverse32(0x12345678) * 3UL
      + __builtin_bitreverse64(0x123456789abcdefUL);
}
