import Testing

@testable import Scenarios

private let x86 = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"

/// The layout that `text` gives, or nil.
private func layout(_ text: String) -> DataLayout? {
  var fault = ""
  return DataLayout(text, fault: &fault)
}

@Suite("IR: sizes and offsets")
struct IRLayoutTests {
  @Test(
    "sizes and alignments are those of x86-64",
    arguments: [
      ("i1", 1, 1), ("i8", 1, 1), ("i16", 2, 2), ("i24", 4, 4), ("i32", 4, 4), ("i40", 8, 8),
      ("i64", 8, 8), ("i128", 16, 16), ("i256", 32, 16), ("ptr", 8, 8),
      ("ptr addrspace(270)", 4, 4),
      ("half", 2, 2), ("float", 4, 4), ("double", 8, 8), ("x86_fp80", 16, 16), ("fp128", 16, 16),
      ("[3 x i16]", 6, 2), ("[0 x i64]", 0, 8), ("{}", 0, 1), ("{ i8, i32 }", 8, 4),
      ("<{ i8, i32 }>", 5, 1), ("{ i8, [3 x i8], i64, i8 }", 24, 8),
      ("{ i32, {}, [0 x i64] }", 8, 8),
      ("{ i64, i24 }", 16, 8), ("<4 x i32>", 16, 16), ("<3 x i32>", 16, 16), ("<2 x i32>", 8, 8),
      ("<8 x i1>", 1, 1), ("{ i8, i128 }", 32, 16), ("[2 x { i32, i8 }]", 16, 4),
    ])
  func sizes(text: String, size: UInt64, alignment: UInt64) throws {
    let module = try readIRText(
      "target datalayout = \"\(x86)\" @x = global \(text) zeroinitializer")
    let type = module.variables[0].type
    #expect(module.layout.size(of: type) == size)
    #expect(module.layout.alignment(of: type) == alignment)
  }

  @Test("a data layout string is read, and what is malformed is refused")
  func strings() throws {
    let riscv = try #require(layout("e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"))
    #expect(riscv.pointerSize() == 8 && riscv.isLittleEndian)
    let arm = try #require(
      layout("E-m:e-p:32:32-Fi8-i64:64-v128:64:128-a:0:32-n32-S64-ni:1-A5-G1-P0"))
    #expect(arm.pointerSize() == 4 && !arm.isLittleEndian)
    #expect(arm.alignment(of: .vector(count: 4, .int(32), isScalable: false)) == 8)
    // Before clang 18, 128-bit integers had the alignment of 64-bit ones.
    #expect(try #require(layout("e-m:e-i64:64-n8")).alignment(of: .int(128)) == 8)
    #expect(try #require(layout("")).alignment(of: .int(64)) == 4)
    for wrong in [
      "x", "e--", "i64", "i64:63", "i:64", "p:64", "p:64:0", "i0:8", "i99999999999:8",
      "v64:24", "a:7", "p99999999999:64:64", "i64:99999999999999999999",
    ] {
      #expect(layout(wrong) == nil, "\(wrong)")
    }
  }

  @Test("constant addresses are worked out")
  func constantAddresses() throws {
    let module = try readIR(try irFixture("driver.ll"), fileName: "driver.ll")
    let inside = try #require(module.variables.first { $0.name == "inside" })
    guard case .getElementPtr(let gep)? = inside.initializer else {
      Issue.record("no address")
      return
    }
    #expect(module.layout.offset(of: gep) == 116)
    let nested = try readIRText(
      """
      %s = type { i8, [3 x { i16, i64 }], ptr }
      target datalayout = "\(x86)"
      @g = global %s zeroinitializer
      @p = global ptr getelementptr (%s, ptr @g, i64 -1, i32 1, i8 2, i32 1)
      @q = global ptr getelementptr (%s, ptr @g, i64 9223372036854775807, i32 2)
      """)
    for (index, offset) in [(1, -64 + 8 + 32 + 8 as Int64), (2, Int64.max &* 64 &+ 56)] {
      guard case .getElementPtr(let gep)? = nested.variables[index].initializer else { continue }
      #expect(nested.layout.offset(of: gep) == offset)
    }
  }

  @Test("an address with variable indices is a sum")
  func steps() throws {
    let module = try readIRText(
      """
      target datalayout = "\(x86)"
      %t = type { i8, i32 }
      %s = type { i32, [4 x %t], ptr }
      define void @f(ptr %p, i32 %i, i64 %j, i8 %k) {
        %r = getelementptr %s, ptr %p, i64 %j, i32 1, i32 %i, i32 1
        %q = getelementptr [0 x i16], ptr %p, i64 2, i8 %k
        %z = getelementptr {}, ptr %p, i64 %j
        ret void
      }
      """)
    let steps = module.functions[0].blocks[0].instructions.prefix(3).map { instruction in
      if case .getElementPtr(let gep) = instruction.operation {
        module.layout.steps(of: gep)
      } else {
        AddressSteps?.none
      }
    }
    #expect(steps[0]?.constant == 8)
    #expect(steps[0]?.terms.map(\.scale) == [48, 8])
    #expect(
      steps[0]?.terms.map(\.index.value) == [
        .local(IRValueID(index: 2)), .local(IRValueID(index: 1)),
      ])
    #expect(steps[0]?.elementType == .int(32))
    #expect(steps[1]?.constant == 0 && steps[1]?.terms.map(\.scale) == [2])
    #expect(steps[2]?.terms.isEmpty == true)
  }

  @Test(
    "every named type has the size that the debug information gives",
    arguments: [
      "driver.ll", "driver-O1.ll",
    ])
  func agreesWithDebugInformation(name: String) throws {
    let module = try readIR(try irFixture(name), fileName: name)
    let info = DebugInfo(module)
    var compared = 0
    for (index, type) in module.types.enumerated() {
      guard let dot = type.name.firstIndex(of: "."),
        let record = info.structLayout(named: String(type.name[dot...].dropFirst())),
        let layout = module.layout.named[index]
      else { continue }
      #expect(layout.size == UInt64(record.size), "\(type.name)")
      compared += 1
    }
    #expect(compared >= 5)
  }

  @Test("elements of aggregates are found by their indices")
  func elements() throws {
    let x86 = try #require(layout(x86))
    let type = IRType.structure(
      [.int(8), .array(count: 3, .structure([.int(16), .ptr], isPacked: false))], isPacked: false)
    let element = x86.element(of: type, indices: [1, 2, 1])
    #expect(element?.offset == 8 + 32 + 8 && element?.type == .ptr)
    #expect(x86.element(of: type, indices: [2]) == nil)
    #expect(x86.element(of: type, indices: [1, 3]) == nil)
    #expect(x86.element(of: .int(8), indices: [0]) == nil)
  }
}
