import Testing

@testable import Sim

@Suite("Misc devices and files")
struct FileTests {
  /// A misc device whose state goes with the last reference, or too early.
  private let driver = """
    #include <linux/module.h>
    #include <linux/miscdevice.h>
    #include <linux/fs.h>
    #include <linux/slab.h>
    #include <linux/kref.h>
    #include <linux/uaccess.h>
    #include <linux/poll.h>
    #include <linux/wait.h>
    struct foo { struct kref ref; struct miscdevice misc; wait_queue_head_t wq; int dead, data; };
    static struct foo *foo;
    static void foo_release(struct kref *ref) { kfree(container_of(ref, struct foo, ref)); }
    static int foo_open(struct inode *inode, struct file *file)
    {
      struct foo *f = container_of(file->private_data, struct foo, misc);

      kref_get(&f->ref);
      file->private_data = f;
      return 0;
    }
    static int foo_close(struct inode *inode, struct file *file)
    {
      struct foo *f = file->private_data;

    #ifndef NO_REF
      kref_put(&f->ref, foo_release);
    #endif
      return 0;
    }
    static long foo_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
    {
      struct foo *f = file->private_data;

      return put_user(f->data, (int __user *)arg);
    }
    static ssize_t foo_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
    {
      struct foo *f = file->private_data;

      if (wait_event_interruptible(f->wq, READ_ONCE(f->dead)))
        return -ERESTARTSYS;
      return 0;
    }
    static __poll_t foo_poll(struct file *file, poll_table *table)
    {
      struct foo *f = file->private_data;

      poll_wait(file, &f->wq, table);
      return READ_ONCE(f->dead) ? EPOLLIN : 0;
    }
    static const struct file_operations foo_fops = {
    #ifndef NO_OWNER
      .owner = THIS_MODULE,
    #endif
      .open = foo_open,
      .release = foo_close,
      .unlocked_ioctl = foo_ioctl,
      .read = foo_read,
      .poll = foo_poll,
    };
    static int __init foo_init(void)
    {
      int err;

      foo = kzalloc(sizeof(*foo), GFP_KERNEL);
      if (!foo)
        return -ENOMEM;
      kref_init(&foo->ref);
      init_waitqueue_head(&foo->wq);
      foo->misc.minor = MISC_DYNAMIC_MINOR;
      foo->misc.name = "foo";
      foo->misc.fops = &foo_fops;
      err = misc_register(&foo->misc);
      if (err)
        kfree(foo);
      return err;
    }
    void foo_stop(void)
    {
    #ifndef FORGET
      misc_deregister(&foo->misc);
    #endif
      WRITE_ONCE(foo->dead, 1);
    #ifndef NO_WAKE
      wake_up(&foo->wq);
    #endif
    #ifdef NO_REF
      kfree(foo);
    #else
      kref_put(&foo->ref, foo_release);
    #endif
    }
    void foo_stop_twice(void) { misc_deregister(&foo->misc); misc_deregister(&foo->misc); }
    static void __exit foo_exit(void)
    {
    #ifdef STOP_IN_EXIT
      foo_stop();
    #endif
    }
    module_init(foo_init);
    module_exit(foo_exit);
    MODULE_LICENSE("GPL");
    """

  private let uses: [ActionSpec] = [
    .open("foo"), .ioctl(command: 1, argument: 0x1000), .poll, .close,
  ]

  @Test("state that is counted outlives deregistration", arguments: ["", "NO_WAKE"])
  func counted(_ define: String) throws {
    let e = try Explored(
      driver, defines: define.isEmpty ? [] : [define],
      threads: [("admin", [call("foo_stop")]), ("user", uses), ("other", [.open("/dev/foo")])])
    #expect(e.isClean, "\(e)")
  }

  @Test("an open file goes on after misc_deregister")
  func openFile() throws {
    let e = try Explored(
      driver, defines: ["NO_REF"], threads: [("admin", [call("foo_stop")]), ("user", uses)])
    #expect(e.found.contains("use-after-free in foo_ioctl"), "\(e)")
    #expect(e.found.contains("use-after-free in foo_poll"), "\(e)")
    // The poller takes itself off a wait queue that is gone.
    #expect(e.found.contains("use-after-free in sys_poll"), "\(e)")
  }

  @Test("operations after unload are execute-after-free, unless .owner pins the module")
  func owner() throws {
    let threads: [(String, [ActionSpec])] = [("admin", [.rmmod(nil)]), ("user", uses)]
    let pinned = try Explored(driver, defines: ["STOP_IN_EXIT"], threads: threads)
    #expect(pinned.isClean, "\(pinned)")
    let free = try Explored(driver, defines: ["STOP_IN_EXIT", "NO_OWNER"], threads: threads)
    #expect(free.found.contains("execute-after-free in foo_ioctl"), "\(free)")
    #expect(free.found.contains("execute-after-free in foo_close"), "\(free)")
    #expect(free.found.allSatisfy { $0.hasPrefix("execute-after-free") }, "\(free)")
  }

  @Test("a reader that waits is woken, or interrupts its read in the end")
  func blockingRead() throws {
    for defines in [[], ["NO_WAKE"]] {
      let e = try Explored(
        driver, defines: defines,
        threads: [
          ("admin", [call("foo_stop")]), ("user", [.open("foo"), .read(1), .close]),
        ])
      #expect(e.isClean, "\(e)")
    }
    let alone = try Explored(driver, threads: [("user", [.open("foo"), .read(1), .close])])
    #expect(alone.isClean, "\(alone)")
  }

  @Test("a device that is gone gives errors, and the thread goes on")
  func noDevice() throws {
    let e = try Explored(
      driver,
      threads: [("user", [.open("bar"), .read(1), .ioctl(command: 0, argument: 0), .close])])
    #expect(e.isClean, "\(e)")
  }

  @Test("deregistering twice is misuse; freeing without it is found by the next open")
  func misuse() throws {
    let twice = try Explored(driver, threads: [("admin", [call("foo_stop_twice")])])
    #expect(twice.found == ["api-misuse in foo_stop_twice"], "\(twice)")
    let forgotten = try Explored(
      driver, defines: ["FORGET"],
      threads: [("admin", [call("foo_stop")]), ("user", [.open("foo"), .close])])
    #expect(forgotten.found.contains { $0.hasPrefix("use-after-free in") }, "\(forgotten)")
  }
}
