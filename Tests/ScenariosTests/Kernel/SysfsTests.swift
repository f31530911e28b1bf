import Testing

@testable import Scenarios
@testable import Sim

@Suite("sysfs attributes")
struct SysfsTests {
  private let driver = """
    #include <linux/module.h>
    #include <linux/kernel.h>
    #include <linux/pci.h>
    #include <linux/slab.h>
    #include <linux/sysfs.h>
    struct foo { int level; struct mutex lock; };
    static DEFINE_MUTEX(lock);
    bool device_remove_file_self(struct device *d, const struct device_attribute *attr);
    static ssize_t level_show(struct device *dev, struct device_attribute *attr, char *buf)
    {
      struct foo *foo = dev_get_drvdata(dev);

      return sysfs_emit(buf, "%d\\n", foo->level);
    }
    static ssize_t level_store(struct device *dev, struct device_attribute *attr,
                               const char *buf, size_t n)
    {
      struct foo *foo = dev_get_drvdata(dev);
      int level, err = kstrtoint(buf, 0, &level);

      if (err)
        return err;
    #ifdef SELF
      device_remove_file(dev, attr);
    #elif defined(SELF_RIGHT)
      device_remove_file_self(dev, attr);
      return n;
    #endif
    #ifdef ABBA
      mutex_lock(&lock);
    #endif
      foo->level = level;
      sim_assert(foo->level == 0x1f);
    #ifdef ABBA
      mutex_unlock(&lock);
    #endif
      return n;
    }
    static DEVICE_ATTR_RW(level);
    static int foo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
    {
      struct foo *foo = kzalloc(sizeof(*foo), GFP_KERNEL);
      int err;

      if (!foo)
        return -ENOMEM;
      pci_set_drvdata(pdev, foo);
      err = device_create_file(&pdev->dev, &dev_attr_level);
      if (err)
        kfree(foo);
      return err;
    }
    static void foo_remove(struct pci_dev *pdev)
    {
      struct foo *foo = pci_get_drvdata(pdev);

    #ifdef LATE
      kfree(foo);
      device_remove_file(&pdev->dev, &dev_attr_level);
    #elif defined(FORGET)
      kfree(foo);
    #else
    #ifdef ABBA
      mutex_lock(&lock);
    #endif
      device_remove_file(&pdev->dev, &dev_attr_level);
    #ifdef ABBA
      mutex_unlock(&lock);
    #endif
      kfree(foo);
    #endif
    }
    static const struct pci_device_id foo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver foo_driver = {
      .name = "foo", .id_table = foo_ids, .probe = foo_probe, .remove = foo_remove,
    };
    module_pci_driver(foo_driver);
    MODULE_LICENSE("GPL");
    """

  private func run(
    _ defines: [String], admin: [ActionSpec] = [.unbind],
    user: [ActionSpec] = [
      .readAttribute("level"), .writeAttribute("level", value: "0x1f"), .readAttribute("level"),
    ]
  ) throws -> Explored {
    try Explored(
      driver, defines: defines, setup: [.insmod(nil), .bind],
      threads: [("admin", admin), ("user", user)])
  }

  @Test("removal waits for show and store, and refuses later ones")
  func fence() throws {
    let e = try run([])
    #expect(e.isClean, "\(e)")
    let reload = try run([], admin: [.unbind, .rmmod(nil)])
    #expect(reload.isClean, "\(reload)")
  }

  @Test("removed too late, or never")
  func tooLate() throws {
    for define in ["LATE", "FORGET"] {
      let e = try run([define])
      let expected =
        define == "LATE"
        ? ["use-after-free in level_show", "use-after-free in level_store"]
        : ["null-dereference in level_show", "null-dereference in level_store",
          "use-after-free in level_show", "use-after-free in level_store"]
      #expect(e.found == Set(expected), "\(define): \(e)")
    }
    let gone = try run(["FORGET"], admin: [.unbind, .rmmod(nil)], user: [.readAttribute("level")])
    #expect(gone.found.contains("use-after-free in sysfs_read"), "\(gone)")
  }

  @Test("an attribute that removes itself waits for itself")
  func itself() throws {
    let e = try run(["SELF"])
    #expect(e.found == ["deadlock in level_store"], "\(e)")
    let right = try run(["SELF_RIGHT"])
    #expect(right.isClean, "\(right)")
  }

  @Test("a lock that store takes must not be held over the removal")
  func crossed() throws {
    let e = try run(["ABBA"])
    let ends: Set = [
      "deadlock in level_store", "deadlock in foo_remove", "lock-order in level_store",
      "lock-order in foo_remove",
    ]
    #expect(e.found.isSubset(of: ends), "\(e)")
    #expect(e.found.contains { $0.hasPrefix("deadlock") }, "\(e)")
    #expect(e.found.contains { $0.hasPrefix("lock-order") }, "\(e)")
  }

  @Test("the default world reads and writes every attribute")
  func defaultWorld() throws {
    let e = try Explored(
      driver, defines: ["LATE"], world: WorldSpec(), seeds: 100)
    #expect(e.found.contains { $0.contains("level_show") || $0.contains("level_store") }, "\(e)")
  }

  @Test("numbers from text", arguments: [
    ("12", 0, 12), ("12\n", 10, 12), ("0x1F\n", 0, 31), ("-5", 10, -5), ("017", 0, 15),
    ("", 10, nil), ("\n", 10, nil), ("12 ", 10, nil), ("0x", 16, nil), ("--1", 10, nil),
    ("9", 8, nil), ("99999999999999999999", 10, nil),
  ] as [(String, Int, Int64?)])
  func numbers(_ text: String, _ base: Int, _ value: Int64?) {
    #expect(Kstrtox.parse(text, base: base).value == value)
  }
}
