import Testing

@testable import Scenarios

/// Sections 10 and 11: modules, their text, open files.
@Suite("Kernel: modules and files")
struct KernelModuleTests {
  /// A module with `text`, whose init and exit are `start()` and `stop()`.
  private static func module(_ text: String, defines: [String] = []) -> CompiledC {
    CompiledC(
      text + """

        static int __init mod_init(void) { return start(); }
        static void __exit mod_exit(void) { stop(); }
        module_init(mod_init);
        module_exit(mod_exit);
        """, defines: defines)
  }

  private static let c = module(
    #"""
    static struct work_struct w;
    static struct delayed_work dw;
    static struct timer_list t;
    static struct hrtimer h;
    static struct task_struct *k;
    static struct completion done;
    static struct rcu_head head;
    static struct workqueue_struct *wq;
    static struct tasklet_struct tl;
    static DEFINE_MUTEX(m);
    static int *memory, in_start, stopped;
    static void (*stop_body)(void);

    static int start(void)
    {
    	sim_assert(try_module_get(THIS_MODULE));
    	module_put(THIS_MODULE);
    	return 0;
    }
    static void stop(void)
    {
    	sim_assert(!try_module_get(THIS_MODULE));
    	if (stop_body)
    		stop_body();
    	stopped = 1;
    }

    static void fn(struct work_struct *work) { msleep(1); }
    static void s_cancel(void) { cancel_work_sync(&w); }
    void work(void) { INIT_WORK(&w, fn); schedule_work(&w); }
    void work_cancelled(void) { stop_body = s_cancel; work(); }
    static void s_cancel_delayed(void) { cancel_delayed_work_sync(&dw); }
    static void s_cancel_only_work(void) { flush_work(&dw.work); }
    void delayed(void) { INIT_DELAYED_WORK(&dw, fn); schedule_delayed_work(&dw, 5); }
    void delayed_cancelled(void) { stop_body = s_cancel_delayed; delayed(); }
    void delayed_flushed(void) { stop_body = s_cancel_only_work; delayed(); }

    static void tfn(struct timer_list *timer) { WRITE_ONCE(in_start, 1); WRITE_ONCE(in_start, 2); }
    static void s_timer(void) { timer_delete_sync(&t); }
    static void s_timer_nosync(void) { timer_delete(&t); }
    void timer(void) { timer_setup(&t, tfn, 0); mod_timer(&t, jiffies + 1); }
    void timer_deleted(void) { stop_body = s_timer; timer(); }
    /* A callback that merely finishes is waited for by the synchronize_rcu() of free_module(). */
    void timer_deleted_nosync(void) { stop_body = s_timer_nosync; timer(); }
    static void tl_fn(struct tasklet_struct *x) { WRITE_ONCE(in_start, 1); }
    static void s_tasklet(void) { tasklet_kill(&tl); }
    void tasklet(void) { tasklet_setup(&tl, tl_fn); tasklet_schedule(&tl); }
    void tasklet_killed(void) { stop_body = s_tasklet; tasklet(); }

    /* complete() is not the end of the function. */
    static void complete_fn(struct work_struct *work) { complete(&done); }
    static void s_wait(void) { wait_for_completion(&done); }
    static void s_wait_flush(void) { wait_for_completion(&done); flush_work(&w); }
    void complete_work(void) { stop_body = s_wait; init_completion(&done); INIT_WORK(&w, complete_fn); schedule_work(&w); }
    void complete_flush(void) { complete_work(); stop_body = s_wait_flush; }
    static int k_complete(void *data) { complete(&done); return 0; }
    void complete_kthread(void) { stop_body = s_wait; init_completion(&done); k = kthread_run(k_complete, NULL, "k"); }
    static int k_complete_exit(void *data) { kthread_complete_and_exit(&done, 0); }
    void complete_exit(void) { stop_body = s_wait; init_completion(&done); k = kthread_run(k_complete_exit, NULL, "k"); }
    static int k_loop(void *data)
    {
    	while (!kthread_should_stop())
    		schedule_timeout_interruptible(5);
    	sim_assert(!stopped);
    	return 7;
    }
    static void s_stop(void) { int r = kthread_stop(k); sim_assert(r == 7 || r == -EINTR); }
    void kthread(void) { stop_body = s_stop; k = kthread_run(k_loop, NULL, "k"); }
    void kthread_left(void) { k = kthread_run(k_loop, NULL, "k"); }
    static int k_early(void *data) { return 3; }
    void kthread_ends_early(void) { stop_body = s_stop; k = kthread_run(k_early, NULL, "k"); }
    static void s_stop_ref(void) { int r = kthread_stop(k); sim_assert(r == 3 || r == -EINTR); put_task_struct(k); }
    void kthread_referenced(void) { stop_body = s_stop_ref; k = kthread_create(k_early, NULL, "k"); get_task_struct(k); wake_up_process(k); }
    static int k_waits(void *data) { mutex_lock(&m); mutex_unlock(&m); while (!kthread_should_stop()) msleep(1); return 7; }
    static void s_stop_locked(void) { mutex_lock(&m); kthread_stop(k); mutex_unlock(&m); }
    void kthread_locked(void) { stop_body = s_stop_locked; k = kthread_run(k_waits, NULL, "k"); }
    void kthread_unlocked(void) { stop_body = s_stop; k = kthread_run(k_waits, NULL, "k"); }

    static void rcu_fn(struct rcu_head *r) { WRITE_ONCE(in_start, 3); }
    static void s_synchronize(void) { synchronize_rcu(); }
    static void s_barrier(void) { rcu_barrier(); }
    void rcu(void) { call_rcu(&head, rcu_fn); }
    void rcu_synchronized(void) { stop_body = s_synchronize; rcu(); }
    void rcu_waited(void) { stop_body = s_barrier; rcu(); }

    void leak_memory(void) { memory = kmalloc(4, GFP_KERNEL); }
    static void s_free(void) { kfree(memory); }
    void free_memory(void) { stop_body = s_free; leak_memory(); }
    void leak_queue(void) { wq = alloc_workqueue("q", 0, 0); }
    static void s_destroy(void) { destroy_workqueue(wq); }
    void free_queue(void) { stop_body = s_destroy; leak_queue(); }

    void in_module(void) { msleep(1); WRITE_ONCE(in_start, 1); }
    static void s_mutex(void) { mutex_lock(&m); mutex_unlock(&m); }
    /* Returning from its own text is the use. */
    void unlocks_last(void) { mutex_lock(&m); mutex_unlock(&m); }
    void locks(void) { stop_body = s_mutex; }
    static int __init init_text(void) { return 1; }
    static int (*pointer)(void) = init_text;
    void calls_init_text(void) { pointer(); }
    static int __initdata init_data = 4;
    static int *init_pointer = &init_data;
    void uses_init_data(void) { in_start = *init_pointer; }
    void put_too_many(void) { module_put(THIS_MODULE); }
    void get(void) { __module_get(THIS_MODULE); }
    void put(void) { module_put(THIS_MODULE); }
    void not_stopped(void) { sim_assert(!stopped); }
    """#)

  private static let fileC = module(
    #"""
    static int opens, in_open, stopped;
    static atomic_t releases;
    struct priv { int used, running; };
    static long ioctl(struct file *f, unsigned int cmd, unsigned long arg)
    {
    	struct priv *p = f->private_data;

    	p->running++;
    	p->used++;
    	sim_assert(cmd == 0x10 && arg == 3);
    	p->running--;
    	return 0;
    }
    static int open(struct inode *i, struct file *f)
    {
    	sim_assert(!stopped && !in_open);
    	in_open = 1;
    	f->private_data = kzalloc(sizeof(struct priv), GFP_KERNEL);
    	if (!f->private_data) {
    		in_open = 0;
    		return -ENOMEM;
    	}
    	opens++;
    	in_open = 0;
    	return 0;
    }
    static int release(struct inode *i, struct file *f)
    {
    	sim_assert(!((struct priv *)f->private_data)->running);
    	kfree(f->private_data);
    	atomic_inc(&releases);
    	return 0;
    }
    static ssize_t read(struct file *f, char __user *buf, size_t n, loff_t *pos)
    {
    	char text[8] = "abc";

    	sim_assert(n == 4);
    	return copy_to_user(buf, text, n) ? -EFAULT : n;
    }
    static ssize_t write(struct file *f, const char __user *buf, size_t n, loff_t *pos)
    {
    	char text[8];

    	if (n > sizeof(text))
    		return -EINVAL;
    	return copy_from_user(text, buf, n) ? -EFAULT : n;
    }
    static const struct file_operations fops = {
    	.owner = THIS_MODULE,
    	.open = open, .release = release, .unlocked_ioctl = ioctl, .read = read, .write = write,
    };
    static struct miscdevice misc = { .minor = MISC_DYNAMIC_MINOR, .name = "foo", .fops = &fops };
    static int start(void) { return misc_register(&misc); }
    static void stop(void)
    {
    	misc_deregister(&misc);
    	sim_assert(!in_open);
    	stopped = 1;
    	sim_assert(opens == atomic_read(&releases));
    }
    void deregister(void) { misc_deregister(&misc); sim_assert(!in_open); stopped = 1; }
    void reregister(void) { stopped = 0; sim_assert(misc_register(&misc) == 0); }
    void register_twice(void) { sim_assert(misc_register(&misc)); }
    void all_closed(void) { sim_assert(opens == atomic_read(&releases)); }
    """#)

  /// The same without `.owner`, so that nothing pins the module.
  private static let noOwnerC = module(
    """
    static long ioctl(struct file *f, unsigned int cmd, unsigned long arg) { return 0; }
    static const struct file_operations fops = { .unlocked_ioctl = ioctl };
    static struct miscdevice misc = { .minor = MISC_DYNAMIC_MINOR, .name = "foo", .fops = &fops };
    static int start(void) { return misc_register(&misc); }
    static void stop(void) { misc_deregister(&misc); }
    """)

  /// `function` is called, then the module is unloaded.
  private static func unload(_ name: String, _ function: String, _ finds: String...) -> KernelCase {
    var c = KernelCase(name, "setup: [insmod, call \(function)]\nthreads: {admin: rmmod}")
    c.finds = finds
    return c
  }
  private static func world(_ name: String, _ threads: String, _ finds: String...) -> KernelCase {
    var c = KernelCase(name, "setup: [insmod]\nthreads: {\(threads)}")
    c.finds = finds
    return c
  }

  static let moduleCases: [KernelCase] = [
    world("11.1 init and exit; try_module_get fails while going", "a: [rmmod, insmod, rmmod]"),
    unload("11.2 a work that exit does not stop", "work", "free-active-object: work_struct",
      "execute-after-free: fn"),
    unload("11.2 stopped", "work_cancelled"),
    unload("11.2 a delayed work that exit does not stop", "delayed",
      "free-active-object", "execute-after-free: fn"),
    unload("11.2 flush_work is not enough for it", "delayed_flushed", "free-active-object",
      "execute-after-free: fn"),
    unload("11.2 cancelled", "delayed_cancelled"),
    unload("11.2 a timer that exit does not stop", "timer", "free-active-object: timer_list",
      "execute-after-free: tfn"),
    unload("11.2 deleted and waited for", "timer_deleted"),
    unload("11.2 a timer function that merely finishes is waited for", "timer_deleted_nosync"),
    unload("11.2 a tasklet that exit does not stop", "tasklet", "free-active-object: tl_fn",
      "execute-after-free: tl_fn"),
    unload("11.2 killed", "tasklet_killed"),
    unload("5.1 the epilogue after complete() (work)", "complete_work",
      "execute-after-free: complete_fn"),
    unload("5.1 and a flush after it", "complete_flush"),
    unload("5.1 the epilogue after complete() (kthread)", "complete_kthread",
      "execute-after-free: k_complete"),
    unload("5.1 kthread_complete_and_exit", "complete_exit"),
    unload("5.1 kthread_stop", "kthread"),
    unload("5.1 a kthread pins no module", "kthread_left", "execute-after-free: k_loop"),
    unload("5.1 kthread_stop after it has ended by itself", "kthread_ends_early",
      "use-after-free: s_stop", "assertion: r == 7"),
    unload("5.1 with a reference", "kthread_referenced"),
    unload("5.1 kthread_stop under a lock of the thread", "kthread_locked", "deadlock",
      "lock-order: does not see"),
    unload("5.1 not under it", "kthread_unlocked"),
    unload("6.4 synchronize_rcu does not wait for call_rcu callbacks", "rcu_synchronized",
      "execute-after-free: rcu_fn", "free-active-object: rcu_fn"),
    unload("6.4 nothing does", "rcu", "execute-after-free: rcu_fn", "free-active-object: rcu_fn"),
    unload("6.4 rcu_barrier does", "rcu_waited"),
    unload("leak: memory", "leak_memory", "leak: memory"),
    unload("leak: memory freed", "free_memory"),
    unload("leak: workqueue", "leak_queue", "leak: workqueue"),
    unload("leak: workqueue destroyed", "free_queue"),
    world("11.3 a caller is not pinned", "a: rmmod, b: call in_module",
      "execute-after-free: in_module"),
    world("11.3 the return from its text", "a: [call locks, rmmod], b: call unlocks_last",
      "execute-after-free: unlocks_last", "free-active-object: held lock"),
    world("11.3 a module reference does", "a: [call get, rmmod, call not_stopped, call put]"),
    world("11.1 __init text after init", "a: call calls_init_text",
      "execute-after-free: init_text"),
    world("11.1 __initdata after init", "a: call uses_init_data", "use-after-free: uses_init_data"),
    world("11.3 a reference too many", "a: call put_too_many", "refcount: underflow"),
  ]

  static let fileCases: [KernelCase] = [
    world("10 the operations of a file", "a: [open foo, ioctl 0x10 3, read 4, write 4, close], b: rmmod"),
    world("10 two users", "a: [open foo, close], b: [open foo, ioctl 0x10 3, close], c: rmmod"),
    world("10 an open file is closed at exit", "a: [open foo, ioctl 0x10 3], b: rmmod"),
    world("10.4 an open file pins the module", "a: [open foo, rmmod, ioctl 0x10 3, close, rmmod]"),
    world("10.2 misc_deregister waits for open, and prevents more",
      "a: [open foo, close], b: call deregister"),
    world("10.2 operations on an open file go on",
      "a: [open foo, ioctl 0x10 3, close, call all_closed], b: call deregister"),
    world("10.2 registered again", "a: [call deregister, call reregister, open foo, close]"),
    world("10.2 registered twice", "a: call register_twice", "api-misuse: misc_register"),
    world("10.2 deregistered twice", "a: [call deregister, call deregister]",
      "api-misuse: misc_deregister"),
  ]
  static let noOwnerCases: [KernelCase] = [
    world("10.4 without owner nothing pins it", "a: [open foo, ioctl 1, close], b: rmmod",
      "execute-after-free"),
    world("10.4 unless all is closed before", "a: [open foo, ioctl 1, close, rmmod]"),
  ]

  @Test("modules", arguments: moduleCases)
  func modules(_ c: KernelCase) throws { try c.check(Self.c) }
  @Test("files", arguments: fileCases)
  func files(_ c: KernelCase) throws { try c.check(Self.fileC) }
  @Test("files without owner", arguments: noOwnerCases)
  func filesWithoutOwner(_ c: KernelCase) throws { try c.check(Self.noOwnerC) }
}
