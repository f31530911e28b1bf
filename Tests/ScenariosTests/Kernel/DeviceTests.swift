import Testing

@testable import Scenarios
@testable import Sim

@Suite("Devices of drivers")
struct DeviceTests {
  private static let driver = """
    #include <linux/sysfs.h>
    struct port { struct device dev; int level; };
    static struct port *port;
    static struct device *held;
    static int released;
    static ssize_t level_show(struct device *d, struct device_attribute *a, char *buf)
    {
      return container_of(d, struct port, dev)->level++;
    }
    static ssize_t level_store(struct device *d, struct device_attribute *a, const char *b, size_t n)
    {
    #ifdef BREAK
      struct kernfs_node *kn = sysfs_break_active_protection(&d->kobj, &a->attr);

      device_remove_file(d, a);
      sysfs_unbreak_active_protection(kn);
    #else
      device_unregister(d);
    #endif
      return n;
    }
    static DEVICE_ATTR_RW(level);
    static struct attribute *port_attrs[] = { &dev_attr_level.attr, NULL };
    ATTRIBUTE_GROUPS(port);
    static void port_release(struct device *d)
    {
      released++;
      kfree(container_of(d, struct port, dev));
    }
    int make(void)
    {
      int err;

      port = kzalloc(sizeof(*port), GFP_KERNEL);
      if (!port)
        return -ENOMEM;
      dev_set_name(&port->dev, "port");
    #ifndef NO_RELEASE
      port->dev.release = port_release;
    #endif
      port->dev.groups = port_groups;
      err = device_register(&port->dev);
      if (err)
        put_device(&port->dev);
      return err;
    }
    void drop(void) { device_unregister(&port->dev); }
    void hold(void) { held = get_device(&port->dev); }
    void unhold(void) { put_device(held); }
    void not_released(void) { sim_assert(!released); }
    void was_released(void) { sim_assert(released == 1); }
    void free_it(void) { kfree(port); }
    void del_free(void) { device_del(&port->dev); kfree(port); }
    void del_only(void) { device_del(&port->dev); port = NULL; }
    void use(void) { port->level++; }
    void twice(void) { drop(); drop(); }
    void add_twice(void) { sim_assert(device_add(&port->dev)); }
    void put_twice(void) { put_device(&port->dev); put_device(&port->dev); }
    struct thing { struct kobject kobj; };
    static struct thing *thing;
    static void thing_release(struct kobject *k) { released++; kfree(container_of(k, struct thing, kobj)); }
    static const struct kobj_type thing_type = { .release = thing_release };
    void thing_test(void)
    {
      thing = kzalloc(sizeof(*thing), GFP_KERNEL);
      if (!thing)
        return;
      kobject_init(&thing->kobj, &thing_type);
      kobject_get(&thing->kobj);
      kobject_put(&thing->kobj);
      sim_assert(!released);
      kobject_put(&thing->kobj);
    #ifndef DELAYED
      sim_assert(released == 1);
    #endif
    }
    static struct class *cls;
    static ssize_t name_show(struct device *d, struct device_attribute *a, char *buf)
    { return *(int *)dev_get_drvdata(d); }
    static DEVICE_ATTR_RO(name);
    static int *data;
    void class_make(void)
    {
      struct device *d;

      data = kzalloc(sizeof(*data), GFP_KERNEL);
      cls = class_create("foo");
      if (IS_ERR(cls))
        return;
      d = device_create(cls, NULL, 5, data, "foo%d", 0);
      if (IS_ERR(d))
        return;
      if (device_create_file(d, &dev_attr_name))
        return;
    }
    void class_drop(void)
    {
      if (IS_ERR(cls))
        return;
    #ifdef EARLY_FREE
      kfree(data);
    #endif
      device_destroy(cls, 5);
      class_destroy(cls);
    #ifndef EARLY_FREE
      kfree(data);
    #endif
    }
    static int __init foo_init(void) { return 0; }
    static void __exit foo_exit(void)
    {
    #ifdef DROP_AT_EXIT
      device_unregister(&port->dev);
    #endif
    }
    module_init(foo_init);
    module_exit(foo_exit);
    """

  typealias Row = VariantCase
  private static func alone(_ actions: String, _ more: String = "") -> String {
    "\(more)threads: {a: [\(actions)]}"
  }

  @Test("8.5 devices", arguments: [
    Row("8.5 the last put_device calls release", world:
      alone("call make, call hold, call drop, call not_released, call unhold, call was_released")),
    Row("8.5 after device_unregister the device may be gone", world:
      alone("call make, call drop, call use"), finds: "use-after-free: use"),
    Row("8.5 a reference keeps the memory", world:
      alone("call make, call hold, call drop, call use, call unhold")),
    Row("8.5 no release function", "NO_RELEASE", world: alone("call make, call drop"),
      finds: "api-misuse: without a release"),
    Row("8.5 kfree of an added device", world: alone("call make, call free_it"),
      finds: "free-active-object: registered device"),
    Row("14.A9 device_del without put_device loses the device", world:
      alone("call make, call del_only, rmmod"), finds: "leak: memory leak"),
    Row("8.5 device_unregister twice", world: alone("call make, call twice"),
      finds: "use-after-free: drop"),
    Row("8.5 device_add twice", world: alone("call make, call add_twice, call drop"),
      finds: "api-misuse: added twice"),
    Row("8.5 device_del drains attributes", world:
      "setup: [insmod, call make]\nthreads: {a: call drop, b: [read-attr level, read-attr level]}"),
    Row("8.6 an attribute that unregisters its device hangs", world:
      "setup: [insmod, call make]\nthreads: {b: write-attr level 1}", finds: "deadlock: level_store"),
    Row("8.6 sysfs_break_active_protection lets an attribute remove itself", "BREAK", world:
      "setup: [insmod, call make]\nthreads: {b: [write-attr level 1, call drop]}"),
    Row("15.16 release() in a module that is gone", world:
      "setup: [insmod, call make, call hold, call drop]\nthreads: {a: rmmod, b: call unhold}",
      finds: "execute-after-free", "leak"),
    Row("8.5 DEBUG_KOBJECT_RELEASE leaves the release to a worker", world:
      alone("call make, call drop, rmmod", "config: [DEBUG_KOBJECT_RELEASE]\n"),
      finds: "execute-after-free: port_release"),
    Row("8.5 kobject_put calls the release of the ktype", world: alone("call thing_test")),
    Row("8.5 kobjects with DEBUG_KOBJECT_RELEASE", "DELAYED", world:
      alone("call thing_test", "config: [DEBUG_KOBJECT_RELEASE]\n")),
    Row("8.5 device_destroy drains the attributes", world:
      "setup: [insmod, call class_make]\nthreads: {a: call class_drop, b: read-attr name}"),
    Row("8.5 drvdata freed before device_destroy", "EARLY_FREE", world:
      "setup: [insmod, call class_make]\nthreads: {a: call class_drop, b: read-attr name}",
      finds: "use-after-free: name_show"),
    Row("14.D18 device_register, class_create and device_create that fail", world:
      "checks: {leak: off}\nfaults: [device_register, class_create, device_create]\nthreads: {a: [call make], b: [call class_make, call class_drop]}"),
  ])
  func behaviour(_ row: Row) throws {
    try row.check(Self.driver, seeds: 40)
  }
}
