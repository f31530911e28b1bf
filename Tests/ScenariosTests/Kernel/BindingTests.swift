import Testing

@testable import Scenarios
@testable import Sim

@Suite("Binding and unbinding")
struct BindingTests {
  private static let driver = """
    #include <linux/sysfs.h>
    static int probes, removes, shown;
    static struct work_struct work;
    static struct device *dev;
    static ssize_t level_show(struct device *d, struct device_attribute *a, char *buf)
    {
      sim_assert(dev_get_drvdata(d));
      shown++;
    #ifdef LOCKS_DEVICE
      device_lock(d);
      device_unlock(d);
    #endif
      return 0;
    }
    static DEVICE_ATTR_RO(level);
    static struct attribute *foo_attrs[] = { &dev_attr_level.attr, NULL };
    ATTRIBUTE_GROUPS(foo);
    static void late(struct work_struct *w) { sim_assert(dev_get_drvdata(dev)); }
    static void action(void *data)
    {
      sim_assert(dev->driver && dev_get_drvdata(dev));
      sim_assert(removes == 1);
    }
    static int foo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
    {
      dev = &pdev->dev;
      probes++;
      sim_assert(!dev_get_drvdata(dev));
    #ifdef EARLY
      if (device_create_file(dev, &dev_attr_level))
        return -ENOMEM;
    #endif
      pci_set_drvdata(pdev, &probes);
    #ifdef LATE_WORK
      INIT_WORK(&work, late);
    #endif
    #ifdef BY_HAND
      if (device_create_file(dev, &dev_attr_level))
        return -ENOMEM;
    #endif
    #ifdef ACTION
      if (devm_add_action(dev, action, NULL))
        return -ENOMEM;
    #endif
    #ifdef FAILS
      return FAILS;
    #endif
    #ifdef DEFER
      return probes <= DEFER ? -EPROBE_DEFER : 0;
    #endif
      return 0;
    }
    static void foo_remove(struct pci_dev *pdev)
    {
      removes++;
      sim_assert(dev_get_drvdata(&pdev->dev));
    #if defined(BY_HAND) || defined(EARLY)
      device_remove_file(&pdev->dev, &dev_attr_level);
    #endif
    #ifdef LATE_WORK
      schedule_work(&work);
    #endif
    }
    void bound(void) { sim_assert(probes == 1 && !removes && dev->driver); }
    void unbound(void) { sim_assert(removes == 1 && !dev->driver && !dev_get_drvdata(dev)); }
    void failed(void) { sim_assert(!removes && !dev->driver && !dev_get_drvdata(dev)); }
    void tested(void) { sim_assert(probes == 2 && removes == 1 && dev->driver); }
    static const struct pci_device_id foo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver foo_driver = {
      .name = "foo", .id_table = foo_ids, .probe = foo_probe, .remove = foo_remove,
    #ifdef GROUPS
      .driver.dev_groups = foo_groups,
    #endif
    #ifdef ASYNC
      .driver.probe_type = PROBE_PREFER_ASYNCHRONOUS,
    #endif
    };
    static struct pci_driver twin = {
      .name = "foo", .id_table = foo_ids, .probe = foo_probe, .remove = foo_remove,
    };
    static int __init foo_init(void)
    {
      int err = pci_register_driver(&foo_driver);

    #ifdef CLASH
      sim_assert(pci_register_driver(&twin) == -EBUSY);
    #endif
      (void)foo_groups; (void)late; (void)action; (void)work; (void)twin;
      return err;
    }
    static void __exit foo_exit(void) { pci_unregister_driver(&foo_driver); }
    module_init(foo_init);
    module_exit(foo_exit);
    """

  typealias Row = VariantCase
  private static func alone(_ actions: String, _ more: String = "") -> String {
    "setup: []\n\(more)threads: {admin: [\(actions)]}"
  }

  @Test("8 binding and unbinding", arguments: [
    Row("8.1 registration probes in the caller", world: alone("insmod, call bound")),
    Row("8.1 a driver of the same name is refused with -EBUSY", "CLASH", world: alone("insmod")),
    Row("8.3 unbinding clears driver and drvdata", world: alone("insmod, unbind, call unbound")),
    Row("15.21 devres runs after remove(), with driver and drvdata set", "ACTION",
      world: alone("insmod, unbind, call unbound")),
    Row("8.3 a late callback finds drvdata NULL", "LATE_WORK", world: alone("insmod, unbind"),
      finds: "assertion: late"),
    Row("8.2 a probe that fails clears driver and drvdata", "FAILS=-EIO",
      world: alone("insmod, call failed")),
    Row("8.2 a positive value of probe is success", "FAILS=1",
      world: alone("insmod, call bound, unbind, call unbound")),
    Row("8.2 a deferred probe is tried again", "DEFER=1",
      world: "setup: []\nthreads: {admin: [insmod, sleep 1ms, bind, unbind]}"),
    Row("8.2 driver_unregister against a deferred probe", "DEFER=9",
      world: "threads: {admin: rmmod}"),
    Row("8.2 module init waits for an async probe", "ASYNC", world: alone("insmod, call bound")),
    Row("8.1 driver_unregister waits for bind and unbind", world:
      "threads: {admin: rmmod, user: [unbind, bind], other: [unbind, bind]}"),
    Row("8.6 dev_groups come after probe and go before remove", "GROUPS", world:
      "threads: {admin: [unbind, bind, unbind], user: [read-attr level, read-attr level]}"),
    Row("8.6 an attribute made in probe can be read before probe is done", "EARLY",
      world: "setup: []\nthreads: {admin: insmod, user: [read-attr level]}",
      finds: "assertion: level_show"),
    Row("15.14 store takes device_lock, unbind drains under it", "LOCKS_DEVICE", "BY_HAND",
      world: "threads: {admin: unbind, user: read-attr level}",
      finds: "deadlock", "lock-order: device_lock"),
    Row("15.14 dev_groups are drained under device_lock too", "LOCKS_DEVICE", "GROUPS",
      world: "threads: {admin: unbind, user: read-attr level}",
      finds: "deadlock", "lock-order: device_lock"),
    Row("14.D16 DEBUG_TEST_DRIVER_REMOVE probes twice", world:
      alone("insmod, call tested", "config: [DEBUG_TEST_DRIVER_REMOVE]\n")),
    Row("14.D16 dev_groups with DEBUG_TEST_DRIVER_REMOVE", "GROUPS", world:
      alone("insmod, call tested, unbind", "config: [DEBUG_TEST_DRIVER_REMOVE]\n")),
    Row("14.D18 groups that fail are undone by remove()", "GROUPS", world:
      alone("insmod, unbind", "faults: [sysfs_create_group]\n")),
  ])
  func behaviour(_ row: Row) throws {
    try row.check(Self.driver, seeds: 40)
  }
}
