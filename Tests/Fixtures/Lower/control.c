typedef unsigned long u64;
u64 t_fib(void) {
  u64 a = 0, b = 1;
  for (int i = 0; i < 50; i++) {
    u64 c = a + b;
    a = b;
    b = c;
  }
  return a;
}

static int sw(int x) {
  switch (x) {
    case -5: return 1;
    case 0: x = 9;
    case 3: return x;
    case 7 ... 9: return 77;
    case 1 << 20: break;
    default: return -1;
  }
  return 5;
}

u64 t_switch(void) {
  u64 h = 0;
  for (int i = -10; i < 20; i++) h = h * 7 + sw(i);
  return h + sw(1 << 20);
}

static int sw64(unsigned long x) {
  switch (x) {
    case 1UL << 40: return 1;
    case ~0UL: return 2;
    case 3: return 3;
  }
  return 0;
}

u64 t_switch64(void) {
  return sw64(1UL << 40) + 10 * sw64(~0UL) + 100 * sw64(3) + 1000 * sw64(7);
}

static int sw8(signed char x) {
  switch (x) {
    case -1: return 1;
    case 5: return 2;
  }
  return 3;
}

u64 t_switch8(void) {
  return sw8(-1) * 100 + sw8(5) * 10 + sw8(0);
}

u64 t_goto(void) {
  int n = 0;
  again: if (n++ < 10) goto again;
  if (n > 5) goto out;
  n = 0;
  out: return n;
}

u64 t_break(void) {
  u64 s = 0;
  for (int i = 0;; i++) {
    if (i == 3) continue;
    if (i > 10) break;
    s += i;
  }
  return s;
}

u64 t_do(void) {
  int i = 10;
  u64 s = 0;
  do {
    s += i;
  } while (--i > 3);
  return s;
}

static int calls;
static int side(int v) {
  calls++;
  return v;
}

u64 t_short(void) {
  int r = (side(0) && side(1)) + (side(1) || side(0)) * 2 + (side(2) ?: side(3)) * 4;
  return r * 100 + calls;
}

u64 t_nested(void) {
  u64 s = 0;
  for (int i = 0; i < 10; i++) for (int j = i; j < 10; j += 2) {
    if ((i ^ j) & 1) s += i * j;
    else s ^= j;
  }
  return s;
}

static u64 rec(u64 n) {
  return n < 2 ? n : rec(n - 1) + rec(n - 2);
}

u64 t_rec(void) {
  return rec(15);
}

u64 t_swap(void) {
  int a = 1, b = 2, c = 3;
  for (int i = 0; i < 7; i++) {
    int t = a;
    a = b;
    b = c;
    c = t;
  }
  return a * 100 + b * 10 + c;
}

u64 t_comma(void) {
  int i, j, s = 0;
  for (i = 0, j = 10; i < j; i++, j--) s += i * j;
  return s;
}

static int sign(long x) {
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

u64 t_sign(void) {
  return sign(5) * 100 + sign(-5) * 10 + sign(0);
}

static u64 not(long a, long b) {
  u64 x = a, y = b;
  return !(a < b) + !(a <= b) * 2 + !(x < y) * 4 + !(x <= y) * 8 + !(a == b) * 16
      + !(a > 3) * 32 + !!(x >= 3) * 64;
}

u64 t_not(void) {
  u64 h = 0;
  for (int i = -4; i < 6; i++) for (int j = -4; j < 6; j++) h = h * 31 + not(i, j);
  return h;
}

static int id(int x) {
  return x;
}

u64 t_prev(void) {
  int s = 0, prev;
  for (int i = 0; i < 9; i++) {
    int t = id(i * 3);
    if (i > 2) s = s * 7 + prev;
    prev = t;
  }
  return s;
}

u64 t_oldvalue(void) {
  int x = 5;
  int y = x;
  x = 7;
  int z = x++ + y;
  x += z--;
  return x * 1000 + y * 100 + z;
}

u64 t_stmtexpr(void) {
  int x = 3;
  return ({ int y = x; x = 10; y * 2; }) + x;
}
