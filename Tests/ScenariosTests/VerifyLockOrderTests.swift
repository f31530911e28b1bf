// The order of locks under verify: one graph for all interleavings, and a run to show a cycle.

import Testing

@testable import Scenarios
@testable import Sim

@Suite("Verify: the order of locks")
struct VerifyLockOrderTests {
  private static let locks = CompiledC(
    """
    static DEFINE_MUTEX(a);
    static DEFINE_MUTEX(b);
    static DEFINE_MUTEX(gate);
    static int turn;
    static void two(struct mutex *x, struct mutex *y)
    {
    	mutex_lock(x);
    	mutex_lock(y);
    	mutex_unlock(y);
    	mutex_unlock(x);
    }
    void ab(void) { two(&a, &b); }
    void ba(void) { two(&b, &a); }
    void gated_ab(void) { mutex_lock(&gate); ab(); mutex_unlock(&gate); }
    void gated_ba(void) { mutex_lock(&gate); ba(); mutex_unlock(&gate); }
    void mark(void) { WRITE_ONCE(turn, 1); }
    /* One order or the other, never both in one run. */
    void either(void)
    {
    	if (READ_ONCE(turn))
    		ab();
    	else
    		ba();
    }
    """)

  private static func verify(_ threads: String, checks: String = "{}") throws -> Verification {
    let text = "driver: driver.c\nthreads: {\(threads)}\nchecks: \(checks)\n"
    let scenario = try readScenario(bytes: Array(text.utf8), path: "order.yaml").get()
    return Verifier(Verifier.machine(try locks.get(), scenario.world)).run()
  }

  @Test("0.3 a cycle that never deadlocks is found, and a run shows it")
  func found() throws {
    let v = try Self.verify("one: [call ab, call ba]")
    let f = try #require(v.found.first)
    #expect(!v.isVerified && f.finding.check == .lockOrder, "\(f.finding)")
    let m = Machine(program: try Self.locks.get(), world: try Self.world("one: [call ab, call ba]"))
    m.prepare()
    try m.replay(f.schedule)
    #expect(m.finding?.key == f.finding.key, "\(String(describing: m.finding))")
  }

  @Test("0.3 orders of different runs make a cycle")
  func union() throws {
    let v = try Self.verify("one: [call either], two: [call mark]")
    let f = try #require(v.found.first)
    #expect(!v.isVerified && f.finding.check == .lockOrder, "\(f.finding)")
    #expect(f.finding.message.contains("No single run"), "\(f.finding.message)")
    #expect(f.schedule.steps > 0)
  }

  @Test(
    "0.3 no cycle is verified",
    arguments: [
      "one: [call ab], two: [call ab]", "one: [call gated_ab], two: [call gated_ba]",
      "one: [call mark, call either], two: [call ab]",
    ])
  func clean(_ threads: String) throws {
    let v = try Self.verify(threads)
    #expect(v.isVerified, "\(v.found.map(\.finding.message))")
  }

  @Test("0.3 a deadlock is found as one, and the order not said beside it")
  func deadlock() throws {
    let v = try Self.verify("one: [call ab], two: [call ba]")
    #expect(v.found.map(\.finding.check) == [.deadlock])
  }

  @Test("lock-order can be switched off")
  func off() throws {
    let v = try Self.verify("one: [call ab, call ba]", checks: "{lock-order: off}")
    #expect(v.isVerified, "\(v.found.map(\.finding.message))")
  }

  private static func world(_ threads: String) throws -> WorldSpec {
    let text = "driver: driver.c\nthreads: {\(threads)}\n"
    return try readScenario(bytes: Array(text.utf8), path: "order.yaml").get().world
  }
}
