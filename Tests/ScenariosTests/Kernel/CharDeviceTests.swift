import Testing

@testable import Scenarios
@testable import Sim

/// A cdev in a structure that goes with its last user, or too early.
private let embedded = """
  #include <linux/cdev.h>
  #include <linux/poll.h>
  struct foo {
    struct device dev; struct cdev cdev; wait_queue_head_t wq; struct fasync_struct *async; int gone, data;
  };
  static struct foo *foo;
  static dev_t devt;
  static int foo_open(struct inode *inode, struct file *file)
  {
    struct foo *f = container_of(inode->i_cdev, struct foo, cdev);

    file->private_data = f;
  #ifdef CHECK_GONE
    if (READ_ONCE(f->gone))
      return -ENODEV;
  #else
    sim_open_after(READ_ONCE(f->gone));
  #endif
    return 0;
  }
  static int foo_close(struct inode *inode, struct file *file) { return 0; }
  static long foo_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
  {
    return 0;
  }
  static __poll_t foo_poll(struct file *file, poll_table *table)
  {
    struct foo *f = file->private_data;

    poll_wait(file, &f->wq, table);
    return 0;
  }
  static int foo_fasync(int fd, struct file *file, int on)
  {
    struct foo *f = file->private_data;

    return fasync_helper(fd, file, on, &f->async);
  }
  static const struct file_operations foo_fops = {
  #ifndef NO_OWNER
    .owner = THIS_MODULE,
  #endif
    .open = foo_open, .release = foo_close, .unlocked_ioctl = foo_ioctl, .poll = foo_poll,
    .fasync = foo_fasync,
  };
  static void foo_free(struct device *dev) { kfree(container_of(dev, struct foo, dev)); }
  static int __init foo_init(void)
  {
    int err = alloc_chrdev_region(&devt, 0, 1, "foo");

    if (err)
      return err;
    foo = kzalloc(sizeof(*foo), GFP_KERNEL);
    if (!foo) {
      unregister_chrdev_region(devt, 1);
      return -ENOMEM;
    }
    init_waitqueue_head(&foo->wq);
    device_initialize(&foo->dev);
    foo->dev.release = foo_free;
    foo->dev.devt = devt;
    cdev_init(&foo->cdev, &foo_fops);
  #ifndef NO_OWNER
    foo->cdev.owner = THIS_MODULE;
  #endif
  #ifdef NO_PARENT
    return cdev_add(&foo->cdev, devt, 1);
  #else
    return cdev_device_add(&foo->cdev, &foo->dev);
  #endif
  }
  void foo_stop(void)
  {
    WRITE_ONCE(foo->gone, 1);
  #ifdef NO_PARENT
  #ifndef FORGET
    cdev_del(&foo->cdev);
  #endif
    kfree(foo);
  #else
    cdev_device_del(&foo->cdev, &foo->dev);
    put_device(&foo->dev);
  #endif
  }
  static void __exit foo_exit(void)
  {
  #ifdef STOP_IN_EXIT
    foo_stop();
  #endif
    unregister_chrdev_region(devt, 1);
  }
  module_init(foo_init);
  module_exit(foo_exit);
  """

private let openAfter =
  "static inline void sim_open_after(int gone) { WARN_ON(gone); }\n"

private func driver(_ defines: String...) -> CompiledC {
  CompiledC(openAfter + embedded, defines: defines)
}

private let counted = driver("CHECK_GONE")
private let careless = driver("CHECK_GONE", "NO_PARENT")

@Suite("Character devices")
struct CharDeviceTests {
  private func world(_ use: String) -> String {
    "setup: [insmod]\nthreads: {admin: call foo_stop, user: [open foo, ioctl 1, \(use), close]}"
  }

  @Test("10.1 a cdev whose parent is the device lives until the last close")
  func parent() throws {
    try KernelCase("parent", world("poll")).check(counted, seeds: 300)
  }

  @Test("10.1 a cdev in memory that remove frees is used by the last close")
  func freedCdev() throws {
    try KernelCase(
      "freed", world("sleep 1us"),
      finds: "use-after-free: cdev_put", "use-after-free: chrdev_open", "use-after-free: foo_open"
    ).check(careless, seeds: 600)
  }

  @Test("10.1 cdev_del leaves open files and an inode that remembers the cdev")
  func reopen() throws {
    let world = """
      setup: [insmod]
      threads: {admin: call foo_stop, user: [open foo, open foo, close, close]}
      """
    try KernelCase("reopened", world, finds: "assertion: gone").check(driver(), seeds: 300)
    try KernelCase("refused", world).check(counted, seeds: 300)
  }

  @Test("10.1 a registered cdev is freed")
  func active() throws {
    try KernelCase(
      "forgotten", "setup: [insmod]\nthreads: {admin: call foo_stop}",
      finds: "free-active-object: free active cdev"
    ).check(driver("CHECK_GONE", "NO_PARENT", "FORGET"), seeds: 50)
  }

  @Test("10.3 epoll keeps pointers to the wait queue head until the file is closed")
  func epoll() throws {
    try KernelCase("epoll", world("epoll")).check(counted, seeds: 300)
    try KernelCase(
      "freed head", "setup: [insmod]\nthreads: {user: [open foo, epoll, call foo_stop, close]}",
      finds: "use-after-free: ep_remove_wait_queue"
    ).check(careless, seeds: 50)
  }

  @Test("10.3 closing walks the fasync list, whose head is the driver's")
  func fasync() throws {
    try KernelCase("fasync", world("fasync")).check(counted, seeds: 300)
    try KernelCase(
      "freed head", "setup: [insmod]\nthreads: {user: [open foo, fasync, call foo_stop, close]}",
      finds: "use-after-free: foo_fasync"
    ).check(careless, seeds: 50)
  }

  @Test("10.4 an open file pins the module through .owner, and nothing else does")
  func owner() throws {
    let world = "setup: [insmod]\nthreads: {admin: rmmod, user: [open foo, ioctl 1, close]}"
    try KernelCase("pinned", world).check(driver("CHECK_GONE", "STOP_IN_EXIT"), seeds: 300)
    try KernelCase(
      "not pinned", world, finds: "execute-after-free", "use-after-free: chrdev_open"
    ).check(driver("CHECK_GONE", "STOP_IN_EXIT", "NO_OWNER"), seeds: 600)
  }

  @Test("10.1 register_chrdev makes a cdev of its own")
  func oldStyle() throws {
    let text = """
      #include <linux/cdev.h>
      static int major;
      static long foo_ioctl(struct file *file, unsigned int cmd, unsigned long arg) { return 0; }
      static const struct file_operations foo_fops = {
        .owner = THIS_MODULE, .unlocked_ioctl = foo_ioctl,
      };
      static int __init foo_init(void)
      {
        major = register_chrdev(0, "foo", &foo_fops);
        return major < 0 ? major : 0;
      }
      static void __exit foo_exit(void)
      {
      #ifndef FORGET
        unregister_chrdev(major, "foo");
      #endif
      }
      module_init(foo_init);
      module_exit(foo_exit);
      """
    let world = "setup: [insmod]\nthreads: {admin: rmmod, user: [open foo3, ioctl 1, close]}"
    try KernelCase("old", world).check(CompiledC(text), seeds: 300)
    try KernelCase("left", "setup: [insmod]\nthreads: {admin: rmmod}", finds: "leak: device numbers")
      .check(CompiledC(text, defines: ["FORGET"]), seeds: 20)
  }
}

@Suite("Modules: references and names")
struct ModuleReferenceTests {
  @Test("11.1 init that fails leaves what it registered dangling")
  func failedInit() throws {
    let text = """
      static struct timer_list t;
      static void tick(struct timer_list *timer) { WRITE_ONCE(t.flags, t.flags); }
      static int __init foo_init(void)
      {
        timer_setup(&t, tick, 0);
        mod_timer(&t, jiffies + 1);
      #ifdef UNDO
        timer_delete_sync(&t);
      #endif
        return -ENODEV;
      }
      module_init(foo_init);
      """
    let world = "setup: [insmod]\nthreads: {admin: sleep 1ms}"
    try KernelCase("dangling", world, finds: "free-active-object").check(CompiledC(text), seeds: 50)
    try KernelCase("undone", world).check(CompiledC(text, defines: ["UNDO"]), seeds: 100)
  }

  @Test("11.2 a second module with the same export is refused")
  func sameExport() throws {
    func text(_ export: String) -> String {
      """
      #include <linux/module.h>
      int shared(void);
      int shared(void) { return 1; }
      \(export)
      static int __init foo_init(void) { return 0; }
      static void __exit foo_exit(void) { }
      module_init(foo_init);
      module_exit(foo_exit);
      """
    }
    for (export, state) in [("EXPORT_SYMBOL(shared);", ModuleState.unloaded), ("", .live)] {
      let program = try ProgramLoader().load(
        [.inline(text("EXPORT_SYMBOL(shared);")), .inline(text(export))], defines: [],
        directory: "/")
      var world = WorldSpec()
      world.setup = [.insmod(nil)]
      world.threads = []
      let machine = Machine(program: program, world: world)
      machine.prepare()
      #expect(machine.moduleState(0) == .live)
      #expect(machine.moduleState(1) == state)
    }
  }

  @Test("11.3 module_put_and_kthread_exit leaves no step in module text")
  func putAndExit() throws {
    let text = """
      static struct task_struct *task;
      static int work(void *data)
      {
      #ifdef PUT
        module_put(THIS_MODULE);
        return 0;
      #else
        module_put_and_kthread_exit(0);
      #endif
      }
      static int __init foo_init(void)
      {
        __module_get(THIS_MODULE);
        task = kthread_run(work, NULL, "foo");
        return 0;
      }
      static void __exit foo_exit(void) { }
      module_init(foo_init);
      module_exit(foo_exit);
      """
    let world = "setup: [insmod]\nthreads: {admin: rmmod}"
    try KernelCase("exits", world).check(CompiledC(text), seeds: 300)
    try KernelCase("returns", world, finds: "execute-after-free")
      .check(CompiledC(text, defines: ["PUT"]), seeds: 300)
  }
}
