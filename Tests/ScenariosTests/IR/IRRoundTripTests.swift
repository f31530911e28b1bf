import Testing

@testable import Scenarios

@Suite("IR: what compilers print")
struct IRRoundTripTests {
  @Test("every instruction is read as it is written", arguments: compiledIR)
  func everyInstruction(name: String) throws {
    let text = try irFixture(name)
    let module = try readIR(text, fileName: name)
    let lines = String(decoding: text, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var count = 0
    for function in module.functions {
      let renderer = IRRenderer(module: module, function: function)
      for block in function.blocks {
        for instruction in block.instructions {
          var line = Int(instruction.position.line)
          var written = lines[line - 1]
          // `switch`, `callbr` and `invoke` go on over lines.
          while opens(written) || lines[line].hasPrefix("          to label") {
            written += lines[line]
            line += 1
          }
          #expect(renderer.text(of: instruction) == normaliseIR(flagless(written)))
          count += 1
        }
      }
    }
    // Nothing is passed over: the lines of bodies, less blank ones, labels and records.
    #expect(count == countInstructions(lines))
  }

  private func opens(_ text: String) -> Bool {
    text.count { $0 == "[" } != text.count { $0 == "]" } && text.contains("switch ")
  }

  /// Flags inside constants are not kept.
  private func flagless(_ text: String) -> String {
    text.replacing("getelementptr inbounds nuw (", with: "getelementptr (")
      .replacing("getelementptr inbounds (", with: "getelementptr (")
      .replacing("tail call", with: "call")
  }

  private func countInstructions(_ lines: [String]) -> Int {
    var count = 0
    var isInBody = false
    var isInSwitch = false
    for line in lines {
      if line.hasPrefix("define ") {
        isInBody = true
      } else if line == "}" {
        isInBody = false
      } else if isInSwitch {
        isInSwitch = !line.contains("]")
      } else if isInBody, line.hasPrefix("  "), !line.hasPrefix("   "),
        !line.hasPrefix("  call void @llvm.dbg.")
      {
        count += 1
        isInSwitch = line.hasSuffix("[")
      }
    }
    return count
  }
}
