import Testing

/// Allocation and the ways of getting it wrong (7), objects set up again in use and objects on a
/// stack that is gone (14.A3, A6, A7, D14).
@Suite("Kernel: memory")
struct MemoryTests {
  private static let c = CompiledC(
    #"""
    #include <linux/kernel.h>
    #include <linux/vmalloc.h>
    struct obj { int a, b; struct mutex m; spinlock_t s; struct completion c; wait_queue_head_t q; struct list_head l; struct rcu_head rcu; };
    static struct obj *p, fixed;
    static struct kmem_cache *one, *two;
    static char *text;
    static DEFINE_SPINLOCK(s);
    static int ran;
    static struct device *dev;
    static struct completion *where;
    static struct work_struct *on_stack;
    static void w_fn(struct work_struct *w) { ran = 1; }
    static void slow_fn(struct work_struct *w) { msleep(5); ran = 1; }
    static void ctor(void *o) { ((struct obj *)o)->a = 7; }
    static void rcu_obj(struct rcu_head *r) { kmem_cache_free(one, container_of(r, struct obj, rcu)); }
    static int probe(struct pci_dev *pdev, const struct pci_device_id *id) { dev = &pdev->dev; return 0; }
    static void remove(struct pci_dev *pdev) { }
    static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver drv = { .name = "foo", .id_table = ids, .probe = probe, .remove = remove };
    module_pci_driver(drv);
    void init(void) {
    	p = kzalloc(sizeof(*p), GFP_KERNEL);
    	mutex_init(&p->m); spin_lock_init(&p->s); init_completion(&p->c); init_waitqueue_head(&p->q);
    	one = kmem_cache_create("one", sizeof(struct obj), 0, 0, ctor);
    	two = KMEM_CACHE(obj, 0);
    }
    void done(void) { kmem_cache_destroy(one); kmem_cache_destroy(two); kfree(p); }

    /* 7: contexts. */
    void atomic_ok(void) { void *q; spin_lock(&s); q = kmalloc(8, GFP_ATOMIC); kfree(q); spin_unlock(&s); }
    void atomic_kernel(void) { spin_lock(&s); kfree(kmalloc(8, GFP_KERNEL)); spin_unlock(&s); }
    void rcu_kernel(void) { rcu_read_lock(); kfree(kzalloc(8, GFP_KERNEL)); rcu_read_unlock(); }
    void irq_kernel(void) { unsigned long f; local_irq_save(f); kfree(kcalloc(2, 8, GFP_NOIO)); local_irq_restore(f); }
    void atomic_dup(void) { spin_lock(&s); kfree(kstrdup("x", GFP_KERNEL)); spin_unlock(&s); }
    void atomic_vmalloc(void) { spin_lock(&s); vfree(vmalloc(8)); spin_unlock(&s); }
    void atomic_vfree(void) { void *q = vmalloc(8); spin_lock(&s); vfree(q); spin_unlock(&s); }
    void atomic_cache(void) { spin_lock(&s); kmem_cache_free(two, kmem_cache_alloc(two, GFP_KERNEL)); spin_unlock(&s); }
    /* 7: values. */
    void values(void) {
    	char *t; int *n = kmalloc_array(2, sizeof(int), GFP_KERNEL), *old = n; struct obj *o;
    	n[1] = 5;
    	n = krealloc(n, 64, GFP_KERNEL);
    	sim_assert(n[1] == 5); kfree(n);
    	t = kstrdup("hello", GFP_KERNEL); sim_assert(!strcmp(t, "hello")); kfree(t);
    	t = kstrndup("hello", 2, GFP_KERNEL); sim_assert(!strcmp(t, "he")); kfree_const(t);
    	t = kasprintf(GFP_KERNEL, "n%d", 1); sim_assert(t && t[0] == 'n'); kvfree(t);
    	t = kmemdup("abc", 4, GFP_KERNEL); sim_assert(t[2] == 'c'); kfree_sensitive(t);
    	sim_assert(kmalloc_array(~0UL, 16, GFP_KERNEL) == NULL);
    	sim_assert(kmalloc(0, GFP_KERNEL) == ZERO_SIZE_PTR); kfree(ZERO_SIZE_PTR); kfree(NULL); vfree(NULL);
    	kvfree(kvzalloc(8192, GFP_KERNEL)); vfree(vzalloc(9));
    	o = kmem_cache_zalloc(one, GFP_KERNEL); sim_assert(o->a == 7); kmem_cache_free(one, o);
    	kfree(kmem_cache_alloc(two, GFP_ATOMIC));
    	(void)old;
    }
    void stale(void) { int *n = kmalloc(8, GFP_KERNEL), *m = krealloc(n, 64, GFP_KERNEL); n[0] = 1; kfree(m); }
    /* 14.A6 */
    void free_middle(void) { kfree(&p->b); }
    void free_static(void) { kfree(&fixed); }
    void free_stack(void) { struct obj o; o.a = 1; text = (char *)&o; kfree(text); }
    void free_garbage(void) { kfree((void *)0x1234567890UL); }
    void free_twice(void) { void *q = kmalloc(8, GFP_KERNEL); kfree(q); kfree(q); }
    void free_error(void) { kfree(ERR_PTR(-12)); }
    void free_vmalloc(void) { kfree(vmalloc(8)); }
    void vfree_kmalloc(void) { vfree(kmalloc(8, GFP_KERNEL)); }
    void kfree_kvmalloc(void) { kfree(kvmalloc(1 << 16, GFP_KERNEL)); }
    void free_devm(void) { kfree(devm_kzalloc(dev, 8, GFP_KERNEL)); }
    void devm_free_kmalloc(void) { devm_kfree(dev, kmalloc(8, GFP_KERNEL)); }
    void realloc_gone(void) { void *q = kmalloc(8, GFP_KERNEL); kfree(q); kfree(krealloc(q, 16, GFP_KERNEL)); }
    void realloc_middle(void) { kfree(krealloc(&p->b, 16, GFP_KERNEL)); }
    void other_cache(void) { kmem_cache_free(two, kmem_cache_alloc(one, GFP_KERNEL)); }
    void cache_twice(void) { void *q = kmem_cache_alloc(one, GFP_KERNEL); kmem_cache_free(one, q); kmem_cache_free(one, q); }
    void cache_left(void) { text = kmem_cache_alloc(one, GFP_KERNEL); kmem_cache_destroy(one); }
    void cache_gone(void) { kmem_cache_destroy(one); text = kmem_cache_alloc(one, GFP_KERNEL); }
    void cache_rcu(void) { struct obj *o = kmem_cache_alloc(one, GFP_KERNEL); call_rcu(&o->rcu, rcu_obj); kmem_cache_destroy(one); }
    void cache_barrier(void) { struct obj *o = kmem_cache_alloc(one, GFP_KERNEL); call_rcu(&o->rcu, rcu_obj); rcu_barrier(); kmem_cache_destroy(one); }
    void cache_kfree_rcu(void) { struct obj *o = kmem_cache_alloc(one, GFP_KERNEL); kfree_rcu(o, rcu); kmem_cache_destroy(one); }
    /* 14.A7 */
    void hold_mutex(void) { mutex_lock(&p->m); msleep(5); mutex_unlock(&p->m); }
    void hold_spin(void) { spin_lock(&p->s); spin_unlock(&p->s); }
    void init_mutex(void) { mutex_init(&p->m); }
    void init_spin(void) { spin_lock_init(&p->s); }
    void wait_c(void) { wait_for_completion(&p->c); }
    void init_c(void) { msleep(1); init_completion(&p->c); complete(&p->c); }
    void reinit_c(void) { msleep(1); reinit_completion(&p->c); complete(&p->c); }
    void wait_q(void) { wait_event(p->q, READ_ONCE(ran)); }
    void init_q(void) { msleep(1); init_waitqueue_head(&p->q); WRITE_ONCE(ran, 1); wake_up(&p->q); }
    void init_copy(void) { struct obj *o = kmemdup(p, sizeof(*p), GFP_KERNEL); init_waitqueue_head(&o->q); mutex_init(&o->m); init_completion(&o->c); kfree(o); WRITE_ONCE(ran, 1); wake_up(&p->q); }
    void init_again(void) { init_mutex(); init_spin(); init_completion(&p->c); init_waitqueue_head(&p->q); }
    /* 14.D14 */
    void give_up(void) { DECLARE_COMPLETION_ONSTACK(c); WRITE_ONCE(where, &c); wait_for_completion_timeout(&c, 1); }
    void answer(void) { struct completion *c; while (!(c = READ_ONCE(where))) msleep(1); complete(c); }
    void wait_for_it(void) { DECLARE_COMPLETION_ONSTACK(c); WRITE_ONCE(where, &c); wait_for_completion(&c); }
    void stack_work(void) { struct work_struct w; INIT_WORK_ONSTACK(&w, slow_fn); schedule_work(&w); }
    void stack_flushed(void) { struct work_struct w; INIT_WORK_ONSTACK(&w, slow_fn); schedule_work(&w); flush_work(&w); }
    static int *kept;
    void keep(void) { int v = 3; kept = &v; v++; }
    void use_kept(void) { if (kept) *kept = 1; }
    MODULE_LICENSE("GPL");
    """#)

  private static func one(_ name: String, _ calls: String..., finds: String...) -> KernelCase {
    let threads = calls.enumerated().map { n, list in
      "t\(n): [\(list.split(separator: " ").map { "call \($0)" }.joined(separator: ", "))]"
    }
    var k = KernelCase(
      name,
      """
      setup: [insmod, bind, call init]
      threads: {\(threads.joined(separator: ", "))}
      checks: {leak: off}
      """)
    k.finds = finds
    return k
  }

  static let allocationCases: [KernelCase] = [
    one("7 GFP_ATOMIC under a spinlock", "atomic_ok"),
    one("7 GFP_KERNEL under a spinlock", "atomic_kernel", finds: "sleep-in-atomic"),
    one("7 GFP_KERNEL in an RCU reader", "rcu_kernel", finds: "sleep-in-atomic"),
    one("7 GFP_NOIO with interrupts off", "irq_kernel", finds: "sleep-in-atomic"),
    one("7 kstrdup under a spinlock", "atomic_dup", finds: "sleep-in-atomic"),
    one("7 vmalloc under a spinlock", "atomic_vmalloc", finds: "sleep-in-atomic"),
    one("7 vfree under a spinlock", "atomic_vfree", finds: "sleep-in-atomic"),
    one("7 kmem_cache_alloc under a spinlock", "atomic_cache", finds: "sleep-in-atomic"),
    one("7 what allocations hold", "values done"),
    one("7 the old pointer after krealloc", "stale", finds: "use-after-free"),
    one("7 kmem_cache_destroy with an object left", "cache_left", finds: "api-misuse: slab cache"),
    one("7 a destroyed cache is used", "cache_gone", finds: "use-after-free"),
    one(
      "7 kmem_cache_destroy does not wait for call_rcu", "cache_rcu",
      finds: "api-misuse: slab cache"),
    one("7 kmem_cache_destroy after rcu_barrier", "cache_barrier"),
    one("7 kmem_cache_destroy waits for kfree_rcu", "cache_kfree_rcu"),
  ]

  static let freeCases: [KernelCase] = [
    one("14.A6 the middle of an object", "free_middle", finds: "invalid-free: middle"),
    one("14.A6 static memory", "free_static", finds: "invalid-free: fixed"),
    one("14.A6 stack memory", "free_stack", finds: "invalid-free: local variable"),
    one("14.A6 garbage", "free_garbage", finds: "invalid-free"),
    one("14.A6 an error pointer", "free_error", finds: "invalid-free"),
    one("14.A6 freed twice", "free_twice", finds: "double-free"),
    one("14.A6 kfree of vmalloc memory", "free_vmalloc", finds: "invalid-free: allocator"),
    one("14.A6 vfree of kmalloc memory", "vfree_kmalloc", finds: "invalid-free: allocator"),
    one("14.A6 kfree of what kvmalloc returned", "kfree_kvmalloc", finds: "invalid-free: allocator"),
    one("14.A6 kfree of devm memory", "free_devm", finds: "invalid-free: devm"),
    one("14.A6 devm_kfree of kmalloc memory", "devm_free_kmalloc", finds: "api-misuse: devm_kfree"),
    one("14.A6 krealloc of freed memory", "realloc_gone", finds: "double-free"),
    one("14.A6 krealloc of the middle of an object", "realloc_middle", finds: "invalid-free"),
    one("14.A6 an object of another cache", "other_cache", finds: "invalid-free: this cache"),
    one("14.A6 an object of a cache freed twice", "cache_twice", finds: "double-free"),
  ]

  static let reinitCases: [KernelCase] = [
    one(
      "14.A7 mutex_init while it is held", "hold_mutex", "init_mutex",
      finds: "reinit-active-object: held lock"),
    one(
      "14.A7 spin_lock_init while it is held", "hold_spin", "init_spin",
      finds: "reinit-active-object: held lock"),
    one(
      "14.A7 init_completion with a waiter", "wait_c", "init_c",
      finds: "reinit-active-object: waiters"),
    one("14.A7 reinit_completion with a waiter", "wait_c", "reinit_c"),
    one(
      "14.A7 init_waitqueue_head with a waiter", "wait_q", "init_q",
      finds: "reinit-active-object: wait queue"),
    one("14.A7 a copy of an object in use is set up", "wait_q", "init_copy"),
    one("14.A7 idle objects are set up again", "init_again"),
  ]

  static let stackCases: [KernelCase] = [
    one(
      "14.D14 a completion on the stack after the time-out", "give_up", "answer",
      finds: "use-after-return: answer"),
    one("14.D14 a completion on the stack that is waited for", "wait_for_it", "answer"),
    one("14.D14 a work on the stack that is not flushed", "stack_work", finds: "use-after-return"),
    one("14.D14 a work on the stack that is flushed", "stack_flushed"),
    one("14.A2 a local variable after its function", "keep use_kept", finds: "use-after-return"),
  ]

  @Test("7 allocation", arguments: allocationCases)
  func allocation(_ k: KernelCase) throws { try k.check(Self.c, seeds: 100) }
  @Test("14.A6 wrong frees", arguments: freeCases)
  func frees(_ k: KernelCase) throws { try k.check(Self.c, seeds: 30) }
  @Test("14.A7 set up again in use", arguments: reinitCases)
  func reinit(_ k: KernelCase) throws { try k.check(Self.c, seeds: 200) }
  @Test("14.D14 objects on a stack that is gone", arguments: stackCases)
  func stack(_ k: KernelCase) throws { try k.check(Self.c, seeds: 200) }
}
