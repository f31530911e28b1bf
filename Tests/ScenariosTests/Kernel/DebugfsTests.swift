import Testing

@testable import Scenarios
@testable import Sim

@Suite("debugfs")
struct DebugfsTests {
  private static let driver = """
    #include <linux/debugfs.h>
    struct foo { u32 value; int busy; };
    static struct foo *foo;
    static struct dentry *dir;
    static int removed, eio;
    static ssize_t foo_read(struct file *f, char __user *buf, size_t n, loff_t *pos)
    {
      struct foo *foo = f->private_data;
      int ret = 0;

    #ifdef UNSAFE_GET
      ret = debugfs_file_get(file_dentry(f));
      if (ret)
        return ret;
    #endif
    #ifdef SELF
      debugfs_remove(dir);
    #endif
      foo->value++;
    #ifdef UNSAFE_GET
      debugfs_file_put(file_dentry(f));
    #endif
      return ret;
    }
    static int foo_release(struct inode *i, struct file *f)
    {
    #ifdef RELEASE_TOUCHES
      ((struct foo *)f->private_data)->busy = 0;
    #endif
      return 0;
    }
    static const struct file_operations foo_ops = {
    #ifndef NO_OWNER
      .owner = THIS_MODULE,
    #endif
      .open = simple_open, .read = foo_read, .release = foo_release,
    };
    static int foo_probe(struct pci_dev *p, const struct pci_device_id *id)
    {
      foo = kzalloc(sizeof(*foo), GFP_KERNEL);
      if (!foo)
        return -ENOMEM;
      dir = debugfs_create_dir("foo", NULL);
    #ifdef HELPER
      debugfs_create_u32("value", 0600, dir, &foo->value);
    #elif defined(UNSAFE)
      debugfs_create_file_unsafe("value", 0400, dir, foo, &foo_ops);
    #else
      debugfs_create_file("value", 0400, dir, foo, &foo_ops);
    #endif
      return 0;
    }
    static void foo_remove(struct pci_dev *p)
    {
    #ifdef LATE
      kfree(foo);
      debugfs_remove(dir);
    #else
    #ifndef SELF
      debugfs_remove(dir);
    #endif
      kfree(foo);
    #endif
    #ifdef TWICE
      debugfs_remove(dir);
    #endif
    }
    static const struct pci_device_id foo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver foo_driver = {
      .name = "foo", .id_table = foo_ids, .probe = foo_probe, .remove = foo_remove,
    };
    module_pci_driver(foo_driver);
    """

  private static func row(
    _ name: String, _ defines: String..., world: String = race, finds: String...
  ) -> VariantCase { VariantCase(name, defines: defines, world: world, finds: finds) }
  static let race = "threads: {admin: unbind, user: [open value, read 8, read 8, close]}"
  static let reload = "threads: {admin: [unbind, rmmod], user: [open foo/value, read 8, close]}"

  @Test("8.7 debugfs", arguments: [
    row("8.7 debugfs_remove waits for operations; later ones fail"),
    row("8.7 an open file with an owner pins the module", world: reload),
    row("8.7 a file without an owner does not", "NO_OWNER", world: reload,
      finds: "execute-after-free"),
    row("8.7 removal after the data is gone", "LATE", finds: "use-after-free: foo_read"),
    row("15.18 release runs after debugfs_remove", "RELEASE_TOUCHES",
      finds: "use-after-free: foo_release"),
    row("8.7 removal from an operation of its own hangs", "SELF", world:
      "threads: {user: [open value, read 8]}", finds: "deadlock: foo_read"),
    row("8.7 the unsafe variant holds nothing", "UNSAFE", finds: "use-after-free: foo_read"),
    row("8.7 the unsafe variant with debugfs_file_get", "UNSAFE", "UNSAFE_GET"),
    row("8.7 a variable may go after debugfs_remove", "HELPER",
      world: "threads: {admin: unbind, user: [open value, read 4, write 4, close]}"),
    row("8.7 a variable must not go before", "HELPER", "LATE",
      world: "threads: {admin: unbind, user: [open value, read 4, write 4, close]}",
      finds: "use-after-free"),
    row("8.7 removing twice", "TWICE", world: "threads: {admin: unbind}",
      finds: "use-after-free: foo_remove"),
    row("8.7 the default world reads every debugfs file", "LATE", world: "",
      finds: "use-after-free: foo_read"),
    row("14.A1 a debugfs file that is left", "SELF",
      world: "checks: {fence: on}\nthreads: {admin: unbind}", finds: "fence: debugfs file value"),
    row("14.A1 debugfs files that are removed",
      world: "checks: {fence: on}\nthreads: {admin: unbind}"),
    row("14.D18 debugfs calls that fail need no check", world:
      "setup: []\nfaults: [debugfs_create_dir, debugfs_create_file]\nthreads: {a: [insmod, unbind]}"),
  ])
  func behaviour(_ row: VariantCase) throws {
    try row.check(Self.driver, seeds: 80)
  }
}
