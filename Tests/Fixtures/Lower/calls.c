typedef unsigned long u64;
struct ops {
  int (*start)(int, long);
  void (*stop)(int *);
};

static int add(int a, long b) {
  return a + b;
}

static int sub(int a, long b) {
  return a - b;
}

static void zap(int *p) {
  *p = -1;
}

static const struct ops both[] = {{add, zap}, {.start = sub}};
u64 t_ops(void) {
  int x = 3;
  const struct ops *o = both;
  x = o->start(x, 39) * 100 + o[1].start(x, 1);
  if (o->stop) o->stop(&x);
  return x + (o[1].stop == 0);
}

static int many(char a, short b, int c, long d, unsigned char e, unsigned short f,
    unsigned g, u64 h, _Bool i) {
  return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9;
}

u64 t_many(void) {
  return many(-1, -2, -3, -4, 250, 65000, 4000000000u, 8, 1);
}

struct s1 {
  char c;
};

struct s3 {
  char c[3];
};

struct s4 {
  short a, b;
};

struct s5 {
  char c[5];
};

struct s7 {
  char c[7];
};

struct s8 {
  int a, b;
};

struct s12 {
  int a, b, c;
};

struct s13 {
  char c[13];
};

struct s16 {
  long a;
  int b;
};

struct s24 {
  long a, b, c;
};

static struct s1 r1(struct s1 s) {
  s.c++;
  return s;
}

static struct s3 r3(struct s3 s) {
  s.c[2] += s.c[0];
  return s;
}

static struct s4 r4(struct s4 s) {
  s.a -= 5;
  return s;
}

static struct s5 r5(struct s5 s) {
  s.c[4] *= 3;
  return s;
}

static struct s7 r7(struct s7 s) {
  s.c[6] ^= 9;
  return s;
}

static struct s8 r8(struct s8 s) {
  s.b = s.a - s.b;
  return s;
}

static struct s12 r12(struct s12 s) {
  s.c += s.a;
  return s;
}

static struct s13 r13(struct s13 s) {
  s.c[12] += s.c[8];
  return s;
}

static struct s16 r16(struct s16 s) {
  s.a += s.b;
  return s;
}

static struct s24 r24(struct s24 s) {
  s.c *= s.a;
  return s;
}

u64 t_r1(void) {
  struct s1 s = {5};
  return r1(s).c;
}

u64 t_r3(void) {
  struct s3 s = {{1, 2, 3}};
  s = r3(s);
  return s.c[0] * 100 + s.c[1] * 10 + s.c[2];
}

u64 t_r4(void) {
  struct s4 s = {2, 7};
  s = r4(s);
  return s.a * 100 + s.b;
}

u64 t_r5(void) {
  struct s5 s = {{1, 2, 3, 4, 5}};
  s = r5(s);
  return s.c[4] * 10 + s.c[0];
}

u64 t_r7(void) {
  struct s7 s = {{1, 2, 3, 4, 5, 6, 7}};
  s = r7(s);
  return s.c[6] * 10 + s.c[5];
}

u64 t_r8(void) {
  struct s8 s = {100, 7};
  s = r8(s);
  return s.b;
}

u64 t_r12(void) {
  struct s12 s = {100, 7, -3};
  s = r12(s);
  return s.c + s.b;
}

u64 t_r13(void) {
  struct s13 s = {"abcdefghijkl"};
  s = r13(s);
  return s.c[12] + s.c[0];
}

u64 t_r16(void) {
  struct s16 s = {1L << 40, 7};
  s = r16(s);
  return s.a + s.b;
}

u64 t_r24(void) {
  struct s24 s = {3, 4, 5}, t = r24(s);
  return t.c * 100 + s.c;
}

static struct s16 (*fp)(struct s16) = r16;
u64 t_fp16(void) {
  struct s16 s = {5, 6};
  u64 h = 0;
  for (int i = 0; i < 3; i++) {
    s = fp(s);
    h = h * 10 + s.a;
  }
  return h;
}

static struct s16 rec16(int n) {
  struct s16 s = {n, 1};
  if (n) {
    struct s16 t = rec16(n - 1);
    s.a += t.a;
    s.b += t.b;
  }
  return s;
}

u64 t_rec16(void) {
  struct s16 s = rec16(10);
  return s.a * 100 + s.b;
}

static long sum24(int k, struct s24 s, struct s24 t) {
  s.a += k;
  return s.a + t.b;
}

u64 t_byval(void) {
  struct s24 s = {1, 2, 3};
  u64 h = 0;
  for (int i = 0; i < 3; i++) h = h * 10 + sum24(i, s, s);
  return h * 10 + s.a;
}

static long sum(int n, ...) {
  __builtin_va_list ap;
  long s = 0;
  __builtin_va_start(ap, n);
  while (n--) s = s * 3 + __builtin_va_arg(ap, int);
  __builtin_va_end(ap);
  return s;
}

static long sumv(const char *f, __builtin_va_list ap) {
  long s = 0;
  for (; *f; f++) switch (*f) {
    case 'i': s += __builtin_va_arg(ap, int);
    break;
    case 'l': s ^= __builtin_va_arg(ap, long);
    break;
    case 'p': s += *__builtin_va_arg(ap, int *);
    break;
  }
  return s;
}

static long fmt(const char *f, ...) {
  __builtin_va_list ap, aq;
  __builtin_va_start(ap, f);
  __builtin_va_copy(aq, ap);
  long s = sumv(f, ap) * 100 + sumv(f, aq);
  __builtin_va_end(ap);
  __builtin_va_end(aq);
  return s;
}

u64 t_va(void) {
  return sum(0) + sum(1, 5) * 10 + sum(9, 1, -2, 3, -4, 5, -6, 7, -8, 9);
}

u64 t_fmt(void) {
  int x = 77;
  return fmt("iplil", -3, &x, 1L << 40, 5, 6L) + fmt("llllllll", 1L, 2L, 3L, 4L, 5L, 6L, 7L,
      8L);
}

static inline __attribute__((always_inline)) int inl(int a, int *p) {
  int b = a;
  if (!b) return 7;
  b += *p;
  *p = b;
  return b;
}

u64 t_inline(void) {
  int x = 5;
  int r = inl(3, &x);
  r = r * 10 + inl(0, &x);
  return r * 100 + inl(1, &x) + x;
}
