// A work and a timer that start each other for ever: teardowns of alternating cancels, and the one
// that cuts the circle with calls that forbid to start again.

import Testing

@testable import Scenarios
@testable import Sim

struct VerifyRearmTests {
  private static let circle = """
    static struct timer_list timer;
    static struct work_struct work;

    static void on_work(struct work_struct *w) { mod_timer(&timer, jiffies + 1); }
    static void on_timer(struct timer_list *t) { schedule_work(&work); }
    void start(void)
    {
    	INIT_WORK(&work, on_work);
    	timer_setup(&timer, on_timer, 0);
    	schedule_work(&work);
    }
    void cancel(void) { cancel_work_sync(&work); }
    void delete(void) { timer_delete_sync(&timer); }
    void disable(void) { disable_work_sync(&work); }
    void shutdown(void) { timer_shutdown_sync(&timer); }
    """
  private static let endless = CompiledC(circle)

  private static func verify(_ c: CompiledC, _ teardown: [String]) throws -> Verification {
    let calls = teardown.map { "call \($0), " }.joined()
    let text = """
      driver: driver.c
      setup: [insmod, call start]
      threads: {admin: [\(calls)rmmod]}
      """
    let scenario = try readScenario(bytes: Array(text.utf8), path: "circle.yaml").get()
    let m = Verifier.machine(try c.get(), scenario.world)
    var options = VerifyOptions()
    options.limits.states = 50_000
    return Verifier(m, options).run()
  }

  @Test(
    "the circle is cut for good: verified without a budget",
    arguments: [["shutdown", "disable"], ["disable", "shutdown"], ["shutdown", "cancel"],
      ["disable", "delete"]])
  func cut(_ teardown: [String]) throws {
    let v = try Self.verify(Self.endless, teardown)
    #expect(v.isVerified, "\(v.found.map(\.finding.message)) \(v.states) states")
  }

  @Test(
    "alternating cancels are never enough, however many",
    arguments: [["cancel", "delete"], ["delete", "cancel"], ["cancel", "delete", "cancel"],
      ["delete", "cancel", "delete", "cancel"]])
  func alternating(_ teardown: [String]) throws {
    let v = try Self.verify(Self.endless, teardown)
    #expect(v.found.first?.isFewest == true)
    let bad: [CheckName] = [.useAfterFree, .executeAfterFree, .freeActiveObject]
    #expect(v.found.contains { bad.contains($0.finding.check) }, "\(v.found.map(\.finding.key))")
  }

  private static let budgeted = (0...6).map { budget in
    CompiledC(
      """
      static struct timer_list timer;
      static struct work_struct work;
      static int left = BUDGET;

      static void on_work(struct work_struct *w)
      {
      	if (left-- > 0)
      		mod_timer(&timer, jiffies + 1);
      }
      static void on_timer(struct timer_list *t)
      {
      	if (left-- > 0)
      		schedule_work(&work);
      }
      void start(void)
      {
      	INIT_WORK(&work, on_work);
      	timer_setup(&timer, on_timer, 0);
      	on_timer(&timer);
      }
      void cancel(void) { cancel_work_sync(&work); }
      void delete(void) { timer_delete_sync(&timer); }
      """, defines: ["BUDGET=\(budget)"])
  }

  @Test(
    "alternating cancels fail from this number of starts on, the first one included",
    arguments: [
      (["cancel", "delete"], 3), (["delete", "cancel"], 2), (["delete", "cancel", "delete"], 3),
      (["cancel", "delete", "cancel"], 4), (["cancel", "delete", "cancel", "delete"], 5),
      (["cancel", "delete", "cancel", "delete", "cancel"], 6),
    ])
  func budgets(_ teardown: [String], _ fails: Int) throws {
    for budget in 0...6 {
      let v = try Self.verify(Self.budgeted[budget], teardown)
      if budget < fails {
        #expect(v.isVerified, "\(budget) starts: \(v.found.map(\.finding.key))")
      } else {
        #expect(!v.found.isEmpty, "\(budget) starts")
      }
    }
  }
}
