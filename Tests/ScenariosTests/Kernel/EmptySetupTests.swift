import Testing

@testable import Sim

@Suite("a scenario without a setup")
struct EmptySetupTests {
  @Test("the threads run, and load the driver themselves")
  func runs() throws {
    let e = try Explored(
      """
      #include <linux/module.h>
      #include <linux/slab.h>
      static int __init foo_init(void) { char *p = kmalloc(4, GFP_KERNEL); kfree(p); return *p; }
      module_init(foo_init);
      MODULE_LICENSE("GPL");
      """, setup: [], threads: [("admin", [.insmod(nil)])], seeds: 4)
    #expect(e.found == ["use-after-free in foo_init"], "\(e.messages)")
  }
}
