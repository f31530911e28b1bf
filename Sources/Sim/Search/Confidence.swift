/// The interval in which the rate behind `k` hits in `n` runs lies with 95 % confidence (Wilson,
/// "Probable inference, the law of succession, and statistical inference", 1927). Never empty, and
/// within 0...1 also for k = 0 and k = n.
public func rateInterval(_ k: Int, of n: Int) -> (low: Double, high: Double) {
  guard n > 0 else { return (0, 1) }
  let z = 1.959_963_984_540_054
  let p = Double(k) / Double(n)
  let d = 1 + z * z / Double(n)
  let centre = (p + z * z / (2 * Double(n))) / d
  let half = z * (p * (1 - p) / Double(n) + z * z / (4 * Double(n) * Double(n))).squareRoot() / d
  return (k == 0 ? 0 : max(0, centre - half), k == n ? 1 : min(1, centre + half))
}
