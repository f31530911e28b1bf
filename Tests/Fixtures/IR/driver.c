// What C drivers are made of, for the tests of the IR reader. Compiled by regenerate.sh.
typedef unsigned int u32;
typedef unsigned long long u64;
typedef _Bool bool;

struct list_head {
	struct list_head *next, *prev;
};

struct work_struct {
	unsigned long data;
	struct list_head entry;
	void (*func)(struct work_struct *work);
};

enum state { IDLE, BUSY = 5, GONE = -1 };

struct reg {
	u32 a;
	volatile u32 x;
};

union word {
	u32 whole;
	unsigned char bytes[4];
	struct {
		unsigned short low, high;
	};
};

struct dev {
	struct reg regs[4];
	struct work_struct work;
	union {
		int q;
		long z;
	};
	struct {
		union word w;
		int count;
	} inner;
	u32 f1 : 3, f2 : 5, : 4, f3 : 9;
	enum state state;
	const char *name;
	int matrix[2][3];
	bool gone;
	int (*ops[2])(struct dev *dev, int arg);
	char tail[];
};
typedef struct dev dev_t;

typedef struct {
	int anonymous;
} tagless_t;

struct opaque;

extern int _printk(const char *fmt, ...);
extern struct opaque *get_opaque(void);
extern void use(void *p, ...);

#define container_of(ptr, type, member) \
	({ void *__mptr = (void *)(ptr); ((type *)(__mptr - __builtin_offsetof(type, member))); })

static int op(struct dev *dev, int arg);
static dev_t the_dev = { .regs = { { 1, 2 }, { 3, 4 } }, .f1 = 3, .state = BUSY,
			 .name = "dev \"0\"\n", .ops = { op, op } };
static tagless_t tagless __attribute__((section(".init.data")));
static int *inside = &the_dev.matrix[1][2];
static long distance = (long)&the_dev.gone + 3;
static unsigned __int128 wide = ((unsigned __int128)1 << 100) - 1;

static inline __attribute__((always_inline)) void set_x(struct dev *dev, u32 x)
{
	dev->regs[1].x = x;
}

static void work_fn(struct work_struct *work)
{
	struct dev *dev = container_of(work, struct dev, work);

	set_x(dev, 7);
	dev->inner.w.bytes[2] = 1;
	_printk("q %d %s\n", dev->q, dev->name);
}

static int op(struct dev *dev, int arg)
{
	switch (arg) {
	case 1:
		return dev->matrix[1][arg];
	case 2 ... 3:
		dev->f2 = arg;
		break;
	case -4:
		return -22;
	default:
		dev->gone = 1;
	}
	return dev->ops[arg & 1](dev, arg) + (arg ? 1 : 2);
}

static struct reg pass(struct reg by, struct dev big)
{
	by.a += big.inner.count;
	return by;
}

int atomics(u32 *p, u64 *q)
{
	u32 expected = 1;
	int n = __atomic_fetch_add(p, 1, __ATOMIC_ACQ_REL);

	if (__atomic_compare_exchange_n(p, &expected, 2, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
		__atomic_store_n(q, 5, __ATOMIC_RELEASE);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	__asm__ __volatile__("" : : : "memory");
	n += __atomic_exchange_n(p, 9, __ATOMIC_RELAXED);
	return n + __atomic_load_n(q, __ATOMIC_ACQUIRE);
}

int arithmetic(int a, unsigned b, long c, unsigned __int128 d)
{
	int vla[a];
	unsigned r;

	if (__builtin_add_overflow(b, 3u, &r))
		return -1;
	vla[0] = a / 3 % 2 << 1 >> 2;
	b = b / 3 % 5 >> 1 ^ ~b;
	c = (c * 3 - 1) | 7;
	use(vla, (void *)c, (long)&r, b, (short)a, (char)b, d * 3 >> 64);
	return vla[0] && (b || c) ? a : -a;
}

int variadic(int n, ...)
{
	__builtin_va_list list;
	int sum = 0;

	__builtin_va_start(list, n);
	while (n--)
		sum += __builtin_va_arg(list, int);
	__builtin_va_end(list);
	return sum;
}

int computed(int n)
{
	static const void *const labels[] = { &&one, &&two };

	goto *labels[n & 1];
one:
	return 1;
two:
	return 2;
}

int init_driver(void)
{
	struct dev copy = the_dev;
	struct reg r = pass(the_dev.regs[0], copy);

	the_dev.work.func = work_fn;
	the_dev.work.func(&the_dev.work);
	use(get_opaque(), inside, distance, &tagless, &wide);
	return r.a;
}
int init_module(void) __attribute__((alias("init_driver"), section(".init.text")));

__attribute__((section(".exit.text"))) void exit_driver(void)
{
	int i;

	for (i = 0; i < 2; i++)
		the_dev.regs[i].a = 0;
	use(0);
}
void cleanup_module(void) __attribute__((alias("exit_driver")));
