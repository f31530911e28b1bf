import Testing

@testable import Sim

@Suite("Rate interval")
struct ConfidenceTests {
  @Test("Wilson's interval, against published values")
  func values() {
    // 10 of 100: 5.523 % to 17.437 %; 1 of 1000: 0.018 % to 0.565 %.
    let ten = rateInterval(10, of: 100)
    #expect(abs(ten.low - 0.05523) < 1e-5)
    #expect(abs(ten.high - 0.17437) < 1e-5)
    let one = rateInterval(1, of: 1000)
    #expect(abs(one.low - 0.000177) < 1e-6)
    #expect(abs(one.high - 0.005643) < 1e-6)
  }

  @Test("the ends are exact, and no runs say nothing")
  func ends() {
    #expect(rateInterval(0, of: 50).low == 0)
    #expect(rateInterval(0, of: 50).high > 0.05)
    #expect(rateInterval(50, of: 50).high == 1)
    #expect(rateInterval(0, of: 0) == (0, 1))
  }
}
