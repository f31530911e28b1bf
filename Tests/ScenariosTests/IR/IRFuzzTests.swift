import Testing

@testable import Scenarios

/// SplitMix64: small, and ours, so that a seed means the same everywhere.
private struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Words that make the parser go somewhere else.
private let words = [
  "{", "}", "(", ")", "[", "]", "<", ">", "<{", "}>", ",", "!", "!0", "%0", "@f", "\"", "\\22",
  "99999999999999999999", "-1", "0", "i8388608", "i0", "ptr", "void", "label", "metadata", "...",
  "define", "declare", "global", "alias", "type", "opaque", "=", "align 4", "align 3", "#0",
  "getelementptr", "inttoptr (", "add (", "c\"a\"", "null", "undef", "zeroinitializer", "true",
  "switch", "phi", "call", "asm", "invoke", "callbr", "blockaddress", "splat (", "addrspace(1)",
  "byval(", "vscale x 4 x", "x", "to", "x:", "\n", ";", "/*", "\u{0}", "\u{ff}", "*", "1.5e+3",
  "distinct", "uselistorder", "0x1F", "u0xFF", "section", "comdat", "attributes", "target",
]

@Suite("IR: texts that no compiler prints")
struct IRFuzzTests {
  /// Reads `text` and asks all that can be asked; what matters is that it comes back.
  private func exercise(_ text: [UInt8]) -> Bool {
    guard let module = try? readIR(text, fileName: "fuzz.ll") else { return false }
    let info = DebugInfo(module)
    _ = info.structLayout(named: "dev")
    for variable in module.variables.prefix(20) {
      _ = variable.debug.flatMap { info.variable($0)?.type }.map { type in
        (info.typeName(type), info.memberPath(of: type, byteOffset: 4, size: 4))
      }
    }
    for function in module.functions {
      let renderer = IRRenderer(module: module, function: function)
      for block in function.blocks {
        #expect(block.instructions.last?.operation.isTerminator == true)
        for instruction in block.instructions.prefix(4) {
          _ = renderer.text(of: instruction)
          _ = instruction.debug.map { info.location(of: $0) }
        }
      }
    }
    return true
  }

  /// `text` with some bytes and words changed, removed, repeated or moved.
  private func mutate(
    _ text: [UInt8], with other: [UInt8], _ random: inout Generator
  ) -> [UInt8] {
    var text = text
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      guard !text.isEmpty else { break }
      let at = Int.random(in: 0..<text.count, using: &random)
      let end = min(text.count, at + Int.random(in: 0...60, using: &random))
      switch Int.random(in: 0..<8, using: &random) {
      case 0: text[at] = UInt8.random(in: .min ... .max, using: &random)
      case 1: text.removeSubrange(at..<end)
      case 2: text.removeLast(text.count - at)
      case 3:
        text.insert(contentsOf: text[at..<end], at: Int.random(in: 0...text.count, using: &random))
      case 4:
        let from = Int.random(in: 0..<other.count, using: &random)
        text.insert(contentsOf: other[from..<min(other.count, from + 40)], at: at)
      case 5: text[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      default:
        let word = words[Int.random(in: 0..<words.count, using: &random)]
        text.replaceSubrange(at..<min(end, at + 4), with: Array(" \(word) ".utf8))
      }
    }
    return text
  }

  @Test("changed texts are read or refused", arguments: 0..<4 as Range<UInt64>)
  func mutations(seed: UInt64) throws {
    var random = Generator(state: seed)
    let driver = try irFixture("driver.ll")
    let small = Array(wrapIR("%r = add i32 %a, 1").utf8)
    let texts = [driver, try irFixture("asm.ll"), try irFixture("float.ll"), small, small]
    let rust = try irFixture("rust.ll")
    let start = ContinuousClock.now
    var accepted = 0
    var count = 0
    // Bounded by count, so that a seed means the same run, and by time, for slow machines.
    while count < 400, ContinuousClock.now - start < .seconds(2) {
      let text = texts[Int.random(in: 0..<texts.count, using: &random)]
      if exercise(mutate(text, with: count % 2 == 0 ? driver : rust, &random)) { accepted += 1 }
      count += 1
    }
    // Both ways out are taken: else the changes are too small or too large to test anything.
    #expect(accepted > count / 50 && accepted < count)
  }

  @Test("a text that ends anywhere is read or refused")
  func truncations() throws {
    let text = try irFixture("asm.ll")
    var random = Generator(state: 7)
    for _ in 0..<300 {
      _ = exercise(Array(text.prefix(Int.random(in: 0...text.count, using: &random))))
    }
    for length in 0..<200 { _ = exercise(Array(text.prefix(length))) }
  }

  @Test("words in no order are refused")
  func soup() throws {
    var random = Generator(state: 3)
    for _ in 0..<300 {
      var text = "define void @f(i32 %0, ptr %p) { "
      for _ in 0..<Int.random(in: 1...40, using: &random) {
        text += words[Int.random(in: 0..<words.count, using: &random)] + " "
      }
      _ = exercise(Array(text.utf8))
      _ = exercise(Array(text.dropFirst(32).utf8) + [0xff, 0xfe])
    }
  }
}
