import Testing

@testable import Scenarios

/// Each check has a driver that it must flag, and a clean twin that it must not.
@Suite("Kernel: checks")
struct KernelCheckTests {
  // MARK: Memory, locks, references

  private static let plain = CompiledC(
    #"""
    struct obj { int a; char text[12]; struct obj *next; struct kref ref; };
    static struct obj *p;
    static int ready;
    static DEFINE_MUTEX(m);
    static DEFINE_MUTEX(n);
    static DEFINE_SPINLOCK(s);
    static spinlock_t s2;
    static struct completion done;
    static int *leaked;

    void init(void) { p = kzalloc(sizeof(*p), GFP_KERNEL); kref_init(&p->ref); init_completion(&done); }
    void put_p(void) { struct obj *o = p; kfree(o); }

    void uaf_read(void) { struct obj *o = p; kfree(o); ready = o->a; }
    void uaf_write(void) { struct obj *o = p; kfree(o); o->a = 1; }
    void uaf_ok(void) { struct obj *o = p; o->a = 1; ready = o->a; kfree(o); }
    void race_use(void) { if (p) p->a++; }
    void race_free(void) { kfree(p); p = NULL; }
    void locked_use(void) { mutex_lock(&m); if (p) p->a++; mutex_unlock(&m); }
    void locked_free(void) { mutex_lock(&m); kfree(p); p = NULL; mutex_unlock(&m); }
    void uaf_memset(void) { struct obj *o = p; kfree(o); memset(o, 0, sizeof(*o)); }
    void uaf_in_kernel(void) { struct obj *o = p; kfree(o); strscpy(o->text, "x", 12); }

    void twice(void) { struct obj *o = p; kfree(o); kfree(o); }
    void race_twice(void) { struct obj *o = p; p = NULL; kfree(o); }
    void xchg_free(void) { kfree(xchg(&p, NULL)); }
    void null_free(void) { kfree(NULL); put_p(); }

    void free_inside(void) { struct obj *o = p; kfree(&o->text); }
    void free_static(void) { kfree(&ready); }
    void free_local(void) { int x = 1; int *y = &x; kfree(y); }
    void free_errptr(void) { kfree((void *)0x1234567800000000); }

    void null_read(void) { struct obj *o = NULL; ready = READ_ONCE(o->next) != NULL; }
    void null_write(void) { struct obj *o = NULL; WRITE_ONCE(o->a, 1); }
    void null_call(void) { void (*f)(void) = NULL; f(); }
    void null_checked(void) { struct obj *o = p->next; if (o) o->a = 1; put_p(); }

    void oob_write(void) { struct obj *o = p; int i = 64; o->text[i] = 1; put_p(); }
    void oob_before(void) { struct obj *o = p; int i = -5; o->text[i] = 1; }
    void oob_last(void) { char *c = kmalloc(10, GFP_KERNEL); c[9] = 1; c[9] += c[0]; kfree(c); put_p(); }
    void oob_end(void) { char *c = kmalloc(10, GFP_KERNEL); char *e = c + 10; *e = 1; kfree(c); }
    void oob_wide(void) { char *c = kmalloc(10, GFP_KERNEL); *(int *)(c + 8) = 1; kfree(c); }
    void oob_global(void) { int i = 4; (&ready)[i] = 1; }
    void oob_local(void) { int a[4] = { 0 }; int i = 4; a[i] = 1; ready = a[0]; }
    void one_past_is_fine(void) { char *c = p->text; ready = 0; for (; c != p->text + 12; c++) ready += *c; put_p(); }
    void oob_memcpy(void) { char c[8]; memcpy(c, p->text, 12); ready = c[0]; }
    void oob_flex(void)
    {
    	struct flex { int n; int v[]; } *f = kzalloc(sizeof(*f) + 3 * sizeof(int), GFP_KERNEL);

    	for (f->n = 0; f->n < 3; f->n++)
    		f->v[f->n] = f->n;
    	kfree(f);
    	put_p();
    }

    void wild_read(void) { ready = *(int *)0x4141414142424242UL; }
    void wild_errptr(void) { struct obj *o = ERR_PTR(-ENOMEM); ready = o->a; }
    void wild_call(void) { void (*f)(void) = (void *)0x4141414142424242UL; f(); }
    void errptr_checked(void) { struct obj *o = ERR_PTR(-ENOMEM); if (IS_ERR(o)) ready = PTR_ERR(o); put_p(); }

    static int *escaped;
    static noinline void escape(void) { int x = 3; WRITE_ONCE(escaped, &x); }
    void stack_read(void) { escape(); ready = *escaped; }
    void stack_wait(void)
    {
    	DECLARE_COMPLETION_ONSTACK(c);

    	WRITE_ONCE(escaped, (int *)&c);
    	if (!wait_for_completion_timeout(&c, 10))
    		ready = 1;
    }
    void stack_complete(void) { struct completion *c = (void *)READ_ONCE(escaped); if (c) complete(c); }
    void stack_wait_forever(void)
    {
    	DECLARE_COMPLETION_ONSTACK(c);

    	WRITE_ONCE(escaped, (int *)&c);
    	wait_for_completion(&c);
    }
    void stack_complete_spin(void)
    {
    	while (!READ_ONCE(escaped))
    		msleep(1);
    	complete((void *)escaped);
    }

    void ab(void) { mutex_lock(&m); mutex_lock(&n); mutex_unlock(&n); mutex_unlock(&m); }
    void ba(void) { mutex_lock(&n); mutex_lock(&m); mutex_unlock(&m); mutex_unlock(&n); }
    void self_lock(void) { mutex_lock(&m); mutex_lock(&m); }
    void wait_never(void) { wait_for_completion(&done); }
    void do_complete(void) { complete(&done); }
    void spin_ab(void) { spin_lock(&s); spin_lock(&s2); spin_unlock(&s2); spin_unlock(&s); }
    void spin_ba(void) { spin_lock(&s2); spin_lock(&s); spin_unlock(&s); spin_unlock(&s2); }
    void left_locked(void) { mutex_lock(&m); }
    void use_lock(void) { mutex_lock(&m); mutex_unlock(&m); }

    void sleep_spin(void) { spin_lock(&s); msleep(1); spin_unlock(&s); }
    void sleep_irqs_off(void) { unsigned long f; local_irq_save(f); mutex_lock(&m); mutex_unlock(&m); local_irq_restore(f); }
    void sleep_bh(void) { spin_lock_bh(&s); schedule_timeout_uninterruptible(1); spin_unlock_bh(&s); }
    void sleep_rcu(void) { rcu_read_lock(); synchronize_rcu(); rcu_read_unlock(); }
    void sleep_alloc(void) { spin_lock(&s); kfree(kmalloc(8, GFP_KERNEL)); spin_unlock(&s); }
    void atomic_alloc(void) { spin_lock(&s); kfree(kmalloc(8, GFP_ATOMIC)); spin_unlock(&s); msleep(1); }
    void sleep_after(void)
    {
    	unsigned long f;

    	spin_lock_irqsave(&s, f);
    	spin_unlock_irqrestore(&s, f);
    	rcu_read_lock();
    	rcu_read_unlock();
    	preempt_disable();
    	preempt_enable();
    	mutex_lock(&m);
    	msleep(1);
    	mutex_unlock(&m);
    }
    void nested_irqsave(void)
    {
    	unsigned long f, g;

    	spin_lock_irqsave(&s, f);
    	spin_lock_irqsave(&s2, g);
    	spin_unlock_irqrestore(&s2, g);
    	kfree(kmalloc(8, GFP_KERNEL));
    	spin_unlock_irqrestore(&s, f);
    }

    void unlock_unlocked(void) { mutex_unlock(&m); }
    void unlock_other(void) { if (mutex_is_locked(&m)) mutex_unlock(&m); }
    void hold(void) { mutex_lock(&m); msleep(1); mutex_unlock(&m); }
    void spin_unlock_unlocked(void) { spin_unlock(&s); }
    void destroy_locked(void) { mutex_lock(&m); mutex_destroy(&m); mutex_unlock(&m); }
    void destroy_unlocked(void) { mutex_lock(&m); mutex_unlock(&m); mutex_destroy(&m); }

    struct locked { struct mutex lock; int users; };
    static struct locked *l;
    void init_locked(void) { l = kzalloc(sizeof(*l), GFP_KERNEL); mutex_init(&l->lock); l->users = 2; }
    void free_held(void) { mutex_lock(&l->lock); kfree(l); }
    void free_unheld(void) { mutex_lock(&l->lock); mutex_unlock(&l->lock); kfree(l); }
    /* The last user frees: mutex_unlock() of the other may still touch the mutex. */
    void drop(void)
    {
    	int left;

    	mutex_lock(&l->lock);
    	left = --l->users;
    	mutex_unlock(&l->lock);
    	if (!left)
    		kfree(l);
    }

    static void rel(struct kref *r) { kfree(container_of(r, struct obj, ref)); }
    void kref_good(void) { kref_get(&p->ref); kref_put(&p->ref, rel); kref_put(&p->ref, rel); }
    void ref_under(void) { refcount_t r = REFCOUNT_INIT(1); if (refcount_dec_and_test(&r)) ready = 1; ready = refcount_dec_and_test(&r); }
    void ref_zero(void) { refcount_t r = REFCOUNT_INIT(0); refcount_inc(&r); }
    void ref_leak(void) { refcount_t r = REFCOUNT_INIT(1); refcount_dec(&r); }
    void ref_unless_zero(void) { refcount_t r = REFCOUNT_INIT(0); sim_assert(!refcount_inc_not_zero(&r)); }
    /* Found without a reference. */
    void get_racy(void) { struct obj *o = READ_ONCE(p); if (o) { kref_get(&o->ref); kref_put(&o->ref, rel); } }
    void put_racy(void) { struct obj *o = p; WRITE_ONCE(p, NULL); kref_put(&o->ref, rel); }

    void leak(void) { leaked = kmalloc(4, GFP_KERNEL); leaked = NULL; }
    void no_leak(void) { leaked = kmalloc(4, GFP_KERNEL); }

    void warn(void) { WARN_ON(1); }
    void bug(void) { BUG_ON(p != NULL); }
    void assertion(void) { sim_assert(p == NULL); }
    void no_warn(void) { sim_assert(!WARN_ON(p == NULL)); BUG_ON(!p); sim_assert(p != NULL); put_p(); }
    """#)

  private static func one(_ function: String, _ finds: String..., setup: String = "init")
    -> KernelCase
  { all([function], finds, setup) }
  private static func two(_ a: String, _ b: String, _ finds: String..., setup: String = "init")
    -> KernelCase
  { all([a, b], finds, setup) }
  private static func all(_ calls: [String], _ finds: [String], _ setup: String) -> KernelCase {
    var c = KernelCase(calls.joined(separator: " | "), calls: calls)
    c.world += "\nsetup: [insmod, call \(setup)]\nchecks: {leak: \(calls[0].contains("leak") ? "on" : "off")}"
    c.finds = finds
    return c
  }

  static let memoryCases: [KernelCase] = [
    one("uaf_read", "use-after-free: uaf_read"), one("uaf_write", "use-after-free: uaf_write"),
    one("uaf_memset", "use-after-free: uaf_memset"),
    one("uaf_in_kernel", "use-after-free: uaf_in_kernel"), one("uaf_ok"),
    two("race_use", "race_free", "use-after-free: race_use", "null-dereference: race_use"),
    two("locked_use", "locked_free"),
    one("twice", "double-free: twice"), two("race_twice", "race_twice", "double-free"),
    two("xchg_free", "xchg_free"), one("null_free"),
    one("free_inside", "invalid-free"), one("free_static", "invalid-free"),
    one("free_local", "invalid-free"), one("free_errptr", "invalid-free"),
    one("null_read", "null-dereference"), one("null_write", "null-dereference"),
    one("null_call", "null-dereference"), one("null_checked"),
    one("oob_write", "out-of-bounds"), one("oob_before", "out-of-bounds"),
    one("oob_end", "out-of-bounds"), one("oob_wide", "out-of-bounds"),
    one("oob_global", "out-of-bounds"), one("oob_local", "out-of-bounds"),
    one("oob_memcpy", "out-of-bounds"), one("oob_last"), one("one_past_is_fine"),
    one("oob_flex"),
    one("wild_read", "wild-access"), one("wild_errptr", "wild-access"),
    one("wild_call", "wild-access"), one("errptr_checked"),
    one("stack_read", "use-after-return"),
    two("stack_wait", "stack_complete", "use-after-return: stack_complete"),
    two("stack_wait_forever", "stack_complete_spin"),
    one("leak", "leak"), one("no_leak"),
  ]
  static let lockCases: [KernelCase] = [
    two("ab", "ba", "deadlock", "lock-order"), two("ab", "ab"), two("spin_ab", "spin_ba", "deadlock", "lock-order"),
    two("spin_ab", "spin_ab"), one("self_lock", "deadlock: itself"),
    one("wait_never", "deadlock"), two("wait_never", "do_complete"),
    two("left_locked", "use_lock", "lock-misuse"),
    one("sleep_spin", "sleep-in-atomic"), one("sleep_irqs_off", "sleep-in-atomic"),
    one("sleep_bh", "sleep-in-atomic"), one("sleep_rcu", "deadlock: synchronize_rcu"),
    one("sleep_alloc", "sleep-in-atomic"), one("nested_irqsave", "sleep-in-atomic"),
    one("atomic_alloc"), one("sleep_after"),
    one("unlock_unlocked", "lock-misuse"), two("hold", "unlock_other", "lock-misuse: unlock_other"),
    one("spin_unlock_unlocked", "lock-misuse"), one("destroy_locked", "lock-misuse"),
    one("destroy_unlocked"),
    one("free_held", "free-active-object", setup: "init_locked"),
    one("free_unheld", setup: "init_locked"),
    two("drop", "drop", "use-after-free: drop", setup: "init_locked"),
    one("ref_under", "refcount: underflow"), one("ref_zero", "refcount: addition on 0"),
    one("ref_leak", "refcount: decrement hit 0"), one("kref_good"), one("ref_unless_zero"),
    two("get_racy", "put_racy", "use-after-free: get_racy", "refcount: addition on 0"),
    one("warn", "assertion: WARN"), one("bug", "assertion: BUG"),
    one("assertion", "assertion: sim_assert"), one("no_warn"),
  ]

  @Test("memory", arguments: memoryCases)
  func memory(_ c: KernelCase) throws { try c.check(Self.plain) }
  @Test("locks and references", arguments: lockCases)
  func locks(_ c: KernelCase) throws { try c.check(Self.plain) }
}
