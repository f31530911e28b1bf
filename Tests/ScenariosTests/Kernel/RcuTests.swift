import Testing

@testable import Sim

@Suite("RCU")
struct RcuTests {
  private let driver = """
    #include <linux/module.h>
    #include <linux/slab.h>
    #include <linux/spinlock.h>
    #include <linux/rcupdate.h>
    struct foo { int x; struct rcu_head rcu; };
    static struct foo *shared;
    static DEFINE_SPINLOCK(lock);
    static int sum;
    static int __init foo_init(void)
    {
      shared = kzalloc(sizeof(*shared), GFP_KERNEL);
      return 0;
    }
    static void __exit foo_exit(void)
    {
    #ifdef BARRIER
      rcu_barrier();
    #endif
    }
    module_init(foo_init);
    module_exit(foo_exit);
    void foo_read(void)
    {
      struct foo *p;
    #ifdef ATOMIC
      spin_lock(&lock);
    #elif !defined(NO_READER)
      rcu_read_lock();
    #endif
      p = READ_ONCE(shared);
      if (p)
        sum += READ_ONCE(p->x);
    #ifdef ATOMIC
      spin_unlock(&lock);
    #elif !defined(NO_READER)
      rcu_read_unlock();
    #endif
    }
    void foo_free_rcu(struct rcu_head *head) { kfree(container_of(head, struct foo, rcu)); }
    void foo_stop(void)
    {
      struct foo *p = shared;

      WRITE_ONCE(shared, NULL);
    #if defined(CALL_RCU)
      call_rcu(&p->rcu, foo_free_rcu);
    #elif defined(TWICE)
      call_rcu(&p->rcu, foo_free_rcu);
      call_rcu(&p->rcu, foo_free_rcu);
    #elif defined(KFREE_RCU)
      kfree_rcu(p, rcu);
    #else
      synchronize_rcu();
      kfree(p);
    #endif
    }
    MODULE_LICENSE("GPL");
    """

  private func run(_ defines: [String], admin: [ActionSpec] = [call("foo_stop")]) throws
    -> Explored
  {
    try Explored(
      driver, defines: defines,
      threads: [("admin", admin), ("user", [call("foo_read"), call("foo_read")])])
  }

  @Test("a reader is waited for, whatever makes it one", arguments: ["", "ATOMIC"])
  func readers(_ define: String) throws {
    for way in ["SYNC", "CALL_RCU", "KFREE_RCU"] {
      let e = try run([way] + (define.isEmpty ? [] : [define]))
      #expect(e.isClean, "\(way) \(e)")
    }
  }

  @Test("what is no reader is not waited for", arguments: ["SYNC", "CALL_RCU", "KFREE_RCU"])
  func noReader(_ way: String) throws {
    let e = try run([way, "NO_READER"])
    #expect(e.found == ["use-after-free in foo_read"], "\(e)")
  }

  @Test("the callback of call_rcu needs rcu_barrier before the module goes")
  func barrier() throws {
    let unload: [ActionSpec] = [call("foo_stop"), .rmmod(nil)]
    let before = try Explored(
      driver, defines: ["CALL_RCU"], threads: [("admin", unload)])
    #expect(before.found == ["execute-after-free in foo_free_rcu"], "\(before)")
    let after = try Explored(
      driver, defines: ["CALL_RCU", "BARRIER"], threads: [("admin", unload)])
    #expect(after.isClean, "\(after)")
  }

  @Test("one head is given to call_rcu once")
  func twice() throws {
    let e = try Explored(driver, defines: ["TWICE"], threads: [("admin", [call("foo_stop")])])
    #expect(e.found.contains("reinit-active-object in foo_stop"), "\(e)")
  }
}
