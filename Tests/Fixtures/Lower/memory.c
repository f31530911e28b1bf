typedef unsigned long u64;
struct point {
  int x, y;
};

struct dev {
  char name[8];
  struct point at[3];
  void *p;
  union {
    u64 whole;
    unsigned half[2];
    unsigned char byte[8];
  };
  short s;
};

static struct dev devs[2] = {{"abc", {{1, 2}, {3, 4}, {5, 6}}, &devs[1],
    {.whole = 0x1122334455667788}, -3}, {"defghij", {{-1}}, &devs[0].at[1], {.half = {7,
    8}}, 4}};
u64 t_static(void) {
  u64 h = 0;
  for (int i = 0; i < 2; i++) {
    for (int j = 0; j < 8; j++) h = h * 31 + devs[i].name[j];
    for (int j = 0; j < 3; j++) h = h * 31 + devs[i].at[j].x * 5 + devs[i].at[j].y;
    h = h * 31 + devs[i].whole + devs[i].s + devs[i].byte[3];
  }
  return h;
}

u64 t_pointer(void) {
  struct point *p = devs[1].p;
  struct dev *d = devs[0].p;
  return p->x * 100 + p[1].y * 10 + (d == &devs[1]) + (&p[2] - p);
}

#define container_of(ptr, type, member) \
  ((type *)((char *)(ptr) - __builtin_offsetof(type, member)))
u64 t_container(void) {
  struct point *p = &devs[1].at[2];
  struct dev *d = container_of(p, struct dev, at[2]);
  return d->name[1] + (d == &devs[1]);
}

struct bits {
  unsigned a : 3;
  int b : 5;
  unsigned long c : 40;
  _Bool d : 1;
  unsigned : 0;
  unsigned short e : 9;
};

u64 t_bits(void) {
  struct bits v = {0};
  u64 h = 0;
  for (int i = 0; i < 40; i++) {
    v.a += i;
    v.b -= 3;
    v.c = v.c * 5 + i;
    v.d = !v.d;
    v.e ^= i * 77;
    h = h * 31 + v.a + v.b + v.c + v.d + v.e;
  }
  return h;
}

static struct bits gb;
u64 t_gbits(void) {
  gb.b = -7;
  gb.c = 0xffffffffffUL;
  gb.a = 5;
  gb.b++;
  return gb.a + gb.b * 1000 + gb.c;
}

u64 t_copy(void) {
  struct dev d = devs[0];
  d.at[1].x = 99;
  struct dev e;
  e = d;
  e.name[0] = 'z';
  __builtin_memset(&d, 0x5a, 4);
  return e.at[1].x + e.name[0] * 1000 + devs[0].at[1].x + d.name[2];
}

u64 t_array(void) {
  int a[10];
  for (int i = 0; i < 10; i++) a[i] = i * i;
  int *p = a + 3;
  p[-1] += 100;
  *p++ = 7;
  return a[2] * 1000 + a[3] + *p + (p - a);
}

u64 t_matrix(void) {
  static int m[4][5];
  for (int i = 0; i < 4; i++) for (int j = 0; j < 5; j++) m[i][j] = i * 10 + j;
  u64 h = 0;
  for (int i = 0; i < 20; i++) h = h * 3 + ((int *)m)[i];
  return h;
}

static void inc(int *p) {
  (*p)++;
}

u64 t_escape(void) {
  int x = 5;
  inc(&x);
  int *p = &x;
  *p *= 3;
  return x;
}

u64 t_string(void) {
  const char *s = "hello";
  u64 h = 0;
  while (*s) h = h * 31 + *s++;
  return h;
}

u64 t_bool(void) {
  _Bool b = 5;
  static _Bool c;
  c = b;
  c = !c;
  b = c;
  int x = 256;
  _Bool d = x;
  return b + 2 * c + 4 * d + 8 * !!x;
}

struct node {
  struct node *next;
  int v;
};

u64 t_list(void) {
  struct node n[5];
  struct node *head = 0;
  for (int i = 0; i < 5; i++) {
    n[i].v = i * 3;
    n[i].next = head;
    head = &n[i];
  }
  u64 h = 0;
  for (struct node *p = head; p; p = p->next) h = h * 31 + p->v;
  return h;
}

u64 t_union(void) {
  union {
    int i;
    unsigned char c[4];
  } u;
  u.i = 0x01020304;
  return u.c[0] * 1000 + u.c[3];
}

struct __attribute__((packed)) packed {
  char c;
  int i;
  short s;
  long l;
};

u64 t_packed(void) {
  struct packed a[2] = {{1, -2, 3, -4}, {5, 6, -7, 1L << 50}};
  return a[0].i + a[1].s + a[1].l + a[0].c + sizeof(a);
}

u64 t_flex(void) {
  struct {
    int n;
    int d[];
  } *p;
  long buf[8] = {0};
  p = (void *)buf;
  p->n = 3;
  p->d[2] = 77;
  return ((int *)buf)[3] + p->n;
}

u64 t_compound(void) {
  struct point p = {1, 2}, *q = &(struct point) {
    .y = 5
  };
  p = (struct point) {
    .x = q->y
  };
  return p.x * 10 + p.y + q->x;
}

u64 t_cast(void) {
  int x = -5;
  u64 p = (u64)&x;
  int *q = (int *)(p + 0);
  return *q + 100 + (((u64)q & 3) == 0);
}

u64 t_volatile(void) {
  volatile int v = 3;
  v += 4;
  v;
  return v * v;
}
