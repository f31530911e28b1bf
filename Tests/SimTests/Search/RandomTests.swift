import Testing

@testable import Sim

@Suite("Random")
struct RandomTests {
  @Test("a seed means the same numbers for ever")
  func vectors() {
    // From an implementation in another language.
    let zeros: [UInt64] = [
      0x7950d340a3b9a42d, 0xbe1a790822323877,
      0xdc8864b58f7f72c8, 0x0214fc0b8ac2229e,
    ]
    let larges: [UInt64] = [
      0xdee7801ffc44a5d1, 0x38c89a150c4e1d44,
      0x0df8570a9bbccace, 0x7f165c6744479dff,
    ]
    var zero = Random(seed: 0)
    #expect((0..<4).map { _ in zero.next() } == zeros)
    var large = Random(seed: 0x0123_4567_89ab_cdef)
    #expect((0..<4).map { _ in large.next() } == larges)
    var bounded = Random(seed: 1)
    #expect((0..<12).map { _ in bounded.next(below: 10) } == [5, 5, 0, 9, 7, 3, 9, 1, 5, 6, 8, 7])
  }

  @Test("bounded numbers are below their bound, and evenly spread", arguments: [1, 2, 3, 7, 64])
  func bounded(_ bound: Int) {
    var random = Random(seed: 42)
    var counts = Array(repeating: 0, count: bound)
    let draws = 6000 * bound
    for _ in 0..<draws { counts[Int(random.next(below: UInt64(bound)))] += 1 }
    // Six standard deviations of a binomial count around 6000.
    for n in counts { #expect(abs(n - 6000) <= (bound == 1 ? 0 : 470)) }
  }

  @Test("a bound of nearly 2^64 is kept, where a plain product would be biased")
  func hugeBound() {
    var random = Random(seed: 7)
    let bound: UInt64 = 3 << 62
    var low = 0
    for _ in 0..<30_000 {
      let n = random.next(below: bound)
      #expect(n < bound)
      if n < 1 << 62 { low += 1 }
    }
    #expect(abs(low - 10_000) < 500)
    #expect(random.next(below: 0) == 0)
  }

  @Test("only bits that are set are picked, each as often")
  func pick() {
    var random = Random(seed: 3)
    let mask: UInt64 = 1 << 63 | 1 << 40 | 1 << 7 | 1
    var counts: [Int: Int] = [:]
    for _ in 0..<8000 { counts[random.pick(from: mask), default: 0] += 1 }
    #expect(counts.keys.sorted() == [0, 7, 40, 63])
    for n in counts.values { #expect(abs(n - 2000) < 240) }
  }
}
