import Testing

@testable import Sim

@Suite("Schedule set")
struct ScheduleSetTests {
  private func hashes(_ n: Int, seed: UInt64 = 5) -> [UInt64] {
    var random = Random(seed: seed)
    return (0..<n).map { _ in random.next() }
  }

  @Test("equal hashes count once")
  func counts() {
    var set = ScheduleSet()
    #expect(set.count == 0)
    for h in hashes(1000) + hashes(1000) { set.insert(h) }
    set.insert(0)
    set.insert(0)
    #expect(set.count == 1001)
    #expect(set.isExact)
  }

  @Test("a union is what inserting all would be")
  func union() {
    var whole = ScheduleSet()
    var parts = [ScheduleSet(), ScheduleSet(), ScheduleSet()]
    for (i, h) in (hashes(3000) + hashes(500)).enumerated() {
      whole.insert(h)
      parts[i % 3].insert(h)
    }
    var sum = parts[2]
    sum.formUnion(parts[0])
    sum.formUnion(parts[1])
    #expect(sum == whole)
    #expect(sum.count == 3000)
  }

  @Test("a full set estimates, whatever the order and the parts")
  func thinned() {
    let all = hashes(40_000)
    var forward = ScheduleSet(keptMax: 1000)
    var backward = ScheduleSet(keptMax: 1000)
    for h in all { forward.insert(h) }
    for h in all.reversed() { backward.insert(h) }
    #expect(forward == backward)
    #expect(!forward.isExact)
    #expect(abs(forward.count - 40_000) < 6000)
    var parts = (0..<7).map { _ in ScheduleSet(keptMax: 1000) }
    for (i, h) in all.enumerated() { parts[i * i % 7].insert(h) }
    var sum = ScheduleSet(keptMax: 1000)
    for p in parts { sum.formUnion(p) }
    #expect(sum == forward)
  }
}
