import Testing

@testable import Scenarios

@Suite("IR: debug information")
struct IRDebugInfoTests {
  let module: IRModule
  let info: DebugInfo

  init() throws {
    module = try readIR(try irFixture("driver.ll"), fileName: "driver.ll")
    info = DebugInfo(module)
  }

  /// The frames of the first instruction of `function` of which `matches` holds.
  private func frames(
    _ function: String, _ module: IRModule, where matches: (IROperation) -> Bool
  ) throws -> [DebugFrame] {
    let body = try #require(module.function(named: function))
    let instruction = body.blocks.flatMap(\.instructions).first { matches($0.operation) }
    return DebugInfo(module).location(of: try #require(instruction?.debug))
  }

  @Test("a place has its function, file, line and column")
  func place() throws {
    let place = try frames("op", module) { if case .switch = $0 { true } else { false } }
    #expect(place == [DebugFrame(function: "op", file: "driver.c", line: 89, column: 2)])
  }

  @Test("an inlined place has the call that it was inlined into")
  func inlined() throws {
    let place = try frames("work_fn", module) {
      if case .store(let store) = $0 { store.isVolatile } else { false }
    }
    #expect(place.map(\.function) == ["set_x", "work_fn"])
    #expect(place.map(\.line) == [75, 82])
  }

  @Test("a place in Rust has the path of its function")
  func rust() throws {
    let rust = try readIR(try irFixture("rust.ll"), fileName: "rust.ll")
    let take = try #require(rust.functions.first { $0.name.contains("4take") && $0.isDefinition })
    let debug = try #require(take.debug)
    let info = DebugInfo(rust)
    #expect(info.subprogram(debug)?.name == "driver::lock::Lock::take")
    #expect(info.subprogram(debug)?.file == "driver.rs")
    #expect(info.subprogram(debug)?.linkageName == take.name)
    #expect(info.units.map(\.language) == ["DW_LANG_Rust"])
    let lock = try #require(info.structLayout(named: "driver::lock::Lock"))
    #expect(lock.member(named: "b")?.offset == 4)
    #expect(info.structLayout(named: "Lock") == lock)
    // A closure: the innermost frame that is one is called so.
    let names = rust.functions.compactMap { $0.debug.flatMap { info.subprogram($0)?.name } }
    #expect(names.contains("driver::irq::{closure#0}"))
  }

  @Test("the layout of a struct is found by its name")
  func layout() throws {
    let dev = try #require(info.structLayout(named: "dev"))
    #expect(dev.size == 144 && dev.keyword == "struct")
    let offsets = dev.members.map { "\($0.name ?? "-") \($0.offset) \($0.size)" }
    #expect(
      offsets == [
        "regs 0 32", "work 32 32", "q 64 4", "z 64 8", "inner 72 8", "f1 80 4", "f2 80 4",
        "f3 80 4", "state 84 4", "name 88 8", "matrix 96 24", "gone 120 1", "ops 128 16",
        "tail 144 0",
      ])
    #expect(dev.member(named: "f2")?.bits == DebugMember.Bits(offset: 643, width: 5))
    #expect(dev.member(named: "f3")?.bits == DebugMember.Bits(offset: 652, width: 9))
    #expect(dev.member(named: "q")?.bits == nil)
    #expect(info.structLayout(named: "work_struct")?.member(named: "func")?.offset == 24)
    #expect(info.structLayout(named: "dev_t") == dev)
    #expect(info.structLayout(named: "tagless_t")?.size == 4)
    #expect(info.structLayout(named: "word")?.keyword == "union")
    #expect(info.structLayout(named: "word")?.member(named: "high")?.offset == 2)
    #expect(info.structLayout(named: "opaque") == nil)
    #expect(info.structLayout(named: "nothing") == nil)
  }

  @Test(
    "an access is named by its bytes",
    arguments: [
      (0, 4, ".regs[0].a"), (12, 4, ".regs[1].x"), (8, 8, ".regs[1]"), (0, 32, ".regs"),
      (0, 16, ".regs[0..1]"), (32, 8, ".work.data"), (40, 16, ".work.entry"),
      (40, 8, ".work.entry.next"), (56, 8, ".work.func"), (64, 4, ".q"), (64, 8, ".z"),
      (68, 4, ".z"), (72, 4, ".inner.w.whole"), (73, 1, ".inner.w.bytes[1]"),
      (74, 2, ".inner.w.high"), (76, 4, ".inner.count"), (72, 8, ".inner"), (80, 1, ".f1|f2"),
      (80, 4, ".f1|f2|f3"), (81, 2, ".f3"), (84, 4, ".state"), (96, 4, ".matrix[0][0]"),
      (116, 4, ".matrix[1][2]"), (108, 12, ".matrix[1]"), (120, 1, ".gone"), (128, 8, ".ops[0]"),
      (144, 1, ".tail[0]"), (1144, 1, ".tail[1000]"), (0, 144, ""), (121, 1, nil), (-4, 4, nil),
      (32, 32, ".work"), (0, 64, ""),
    ] as [(Int, Int, String?)])
  func memberPath(offset: Int, size: Int, path: String?) throws {
    let dev = try #require(info.record(named: "dev"))
    #expect(info.memberPath(of: dev, byteOffset: offset, size: size) == path)
  }

  @Test("indices that vary are put into the path")
  func variablePath() throws {
    let dev = try #require(info.record(named: "dev"))
    func path(_ offset: Int, _ indices: [(scale: Int, text: String)]) -> String? {
      info.memberPath(of: dev, byteOffset: offset, size: 4, indices: indices)
    }
    #expect(path(4, [(8, "i")]) == ".regs[i].x")
    #expect(path(12, [(8, "i")]) == ".regs[i + 1].x")
    #expect(path(96, [(12, "i"), (4, "j")]) == ".matrix[i][j]")
    #expect(path(100, [(12, "i")]) == ".matrix[i][1]")
    #expect(path(4, [(3, "i")]) == nil)
  }

  @Test("variables have their names and types")
  func variables() throws {
    let op = try #require(module.function(named: "op"))
    let locals = op.debugRecords.compactMap { info.variable($0.variable) }
    #expect(locals.map(\.name) == ["dev", "arg"])
    #expect(locals.map(\.argument) == [1, 2])
    #expect(locals.map { info.typeName($0.type) } == ["struct dev *", "int"])
    #expect(locals[0].line == 87 && locals[0].file == "driver.c")
    let pointer = try #require(locals[0].type)
    #expect(info.pointee(of: pointer) == info.record(named: "dev"))
    let global = try #require(module.variables.first { $0.name == "the_dev" }?.debug)
    #expect(info.variable(global)?.name == "the_dev")
    #expect(info.typeName(info.variable(global)?.type) == "dev_t")
    let literal = try #require(module.variables.first { $0.name == ".str" }?.debug)
    #expect(info.variable(literal)?.name == nil)
  }

  @Test("types are named as C writes them")
  func typeNames() throws {
    let dev = try #require(info.structLayout(named: "dev"))
    func name(_ member: String) -> String { info.typeName(dev.member(named: member)?.type) }
    #expect(name("regs") == "struct reg[4]")
    #expect(name("matrix") == "int[2][3]")
    #expect(name("name") == "const char *")
    #expect(name("state") == "enum state")
    #expect(name("gone") == "bool")
    #expect(name("ops") == "int (*)(...)[2]")
    #expect(name("inner") == "struct {...}")
    #expect(info.typeName(nil) == "void")
    let x = try #require(info.structLayout(named: "reg")?.member(named: "x")?.type)
    #expect(info.typeName(x) == "volatile u32")
    #expect(info.type(info.unqualified(x))?.kind == .base(encoding: "DW_ATE_unsigned"))
    #expect(info.type(x)?.size == 4)
    let state = try #require(dev.member(named: "state")?.type)
    #expect(info.enumerators(of: state).map(\.name) == ["IDLE", "BUSY", "GONE"])
    #expect(info.enumerators(of: state).map(\.value) == [0, 5, -1])
    #expect(info.enumerators(of: x).isEmpty)
  }

  @Test("an optimised unit is known as one")
  func optimised() throws {
    #expect(!info.isOptimized)
    #expect(info.units.map(\.language) == ["DW_LANG_C11"])
    let other = try readIR(try irFixture("driver-O1.ll"), fileName: "driver-O1.ll")
    #expect(DebugInfo(other).isOptimized)
    #expect(!DebugInfo(IRModule(fileName: "t.ll")).isOptimized)
  }

  @Test("clang 15 says the same as clang 21")
  func versions() throws {
    let old = try readIR(try irFixture("driver-clang15.ll"), fileName: "driver-clang15.ll")
    let oldInfo = DebugInfo(old)
    for name in ["dev", "work_struct", "reg", "word", "tagless_t"] {
      let layouts = [info, oldInfo].map { info in
        info.structLayout(named: name)?.members.map { "\($0.name ?? "-") \($0.offset) \($0.size)" }
      }
      #expect(layouts[0] != nil && layouts[0] == layouts[1])
    }
    for function in module.functions where function.isDefinition {
      let other = try #require(old.function(named: function.name))
      #expect(function.blocks.map(\.instructions.count) == other.blocks.map(\.instructions.count))
      let records = zip(function.debugRecords, other.debugRecords)
      #expect(function.debugRecords.count == other.debugRecords.count)
      for (a, b) in records {
        #expect(a.kind == b.kind && a.block == b.block && a.instruction == b.instruction)
        #expect(info.variable(a.variable)?.name == oldInfo.variable(b.variable)?.name)
      }
    }
  }

  @Test("every instruction with a place can be placed", arguments: compiledIR)
  func allPlaces(name: String) throws {
    let module = try readIR(try irFixture(name), fileName: name)
    let info = DebugInfo(module)
    for instruction in module.functions.flatMap(\.blocks).flatMap(\.instructions) {
      guard let debug = instruction.debug else { continue }
      let frames = info.location(of: debug)
      #expect(!frames.isEmpty && frames.allSatisfy { !$0.function.isEmpty && !$0.file.isEmpty })
    }
  }

  @Test("circles and what is malformed end in nothing")
  func malformed() throws {
    let module = try readIRText(
      """
      !llvm.dbg.cu = !{!0, !1}
      !0 = !DILexicalBlock(scope: !0)
      !1 = !DILocation(line: 5, scope: !0, inlinedAt: !1)
      !2 = !DIDerivedType(tag: DW_TAG_typedef, name: "t", baseType: !3)
      !3 = !DIDerivedType(tag: DW_TAG_const_type, baseType: !2)
      !4 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !4)
      !5 = !DICompositeType(tag: DW_TAG_structure_type, name: "s", size: 64, elements: !6)
      !6 = !{!7, !7, null, !"x", !99, !8}
      !7 = !DIDerivedType(tag: DW_TAG_member, baseType: !5, size: 64)
      !8 = !DIDerivedType(tag: DW_TAG_member, name: "m", baseType: !9, size: -5, offset: 9223372036854775807)
      !9 = !DICompositeType(tag: DW_TAG_array_type, baseType: !9, size: 9223372036854775807, elements: !10)
      !10 = !{!11, !11, !11}
      !11 = !DISubrange(count: 9223372036854775807)
      !12 = !DICompositeType(tag: DW_TAG_array_type, baseType: !13, elements: !14)
      !13 = !DIBasicType(name: "int", size: 32)
      !14 = !{!15}
      !15 = !DISubrange(lowerBound: -9223372036854775808, upperBound: 9223372036854775807)
      !16 = !DIFile(filename: "a" directory)
      !17 = !DINamespace(name: "n", scope: !17)
      !18 = distinct !DISubprogram(name: "f", scope: !17)
      !19 = !DICompositeType(tag: DW_TAG_union_type, name: "w", size: 64, elements: !20)
      !20 = !{!21, !21}
      !21 = !DIDerivedType(tag: DW_TAG_member, name: "u", baseType: !19, size: 64)
      !22 = !DICompositeType(tag: DW_TAG_structure_type, name: "b", size: 64, elements: !23)
      !23 = !{!24}
      !24 = !DIDerivedType(tag: DW_TAG_member, name: "f", baseType: !13, size: 9223372036854775807, offset: 9223372036854775807, flags: DIFlagBitField, extraData: i64 -5)
      """)
    let info = DebugInfo(module)
    #expect(info.location(of: MetadataID(number: 1)).count <= DebugInfo.chainMax)
    #expect(info.location(of: MetadataID(number: 0)).isEmpty)
    for number in Int32(-2)..<30 {
      let id = MetadataID(number: number)
      _ = info.location(of: id)
      _ = info.subprogram(id)
      _ = info.variable(id)
      _ = info.type(id)
      _ = info.typeName(id)
      _ = info.structLayout(of: id)
      _ = info.enumerators(of: id)
      for offset in [0, 1, 63, Int.max, Int.max / 8, -1] {
        for size in [0, 1, 8, Int.max] {
          _ = info.memberPath(of: id, byteOffset: offset, size: size)
          _ = info.memberPath(of: id, byteOffset: offset, size: size, indices: [(4, "i")])
        }
      }
    }
    #expect(info.structLayout(named: "s") == nil)
    let endless = info.memberPath(of: MetadataID(number: 19), byteOffset: 0, size: 4)
    #expect(endless?.count ?? 0 < 100)
    #expect(info.typeName(MetadataID(number: 4)).contains("..."))
    #expect(module.metadata.node(MetadataID(number: 16)) == nil)
  }

  @Test("a metadata node is decoded with all kinds of operands")
  func metadata() throws {
    let module = try readIRText(
      """
      @g = global i8 0
      !7 = distinct !DIX(a: !3, b: "q\\22", c: -5, d: DIFlagA | DIFlagB, e: null, f: i64 576,
        g: ptr @g, h: true, i: !{!1, i1 true, !"s"}, j: !DIExpression(DW_OP_deref, 8),
        k: [2 x i8] c"ab", l: 18446744073709551615)
      !3 = !{}
      """)
    let node = try #require(module.metadata.node(MetadataID(number: 7)))
    #expect(node.name == "DIX")
    #expect(node.reference("a") == MetadataID(number: 3))
    #expect(node.string("b") == "q\"")
    #expect(node.integer("c") == -5)
    #expect(node.words("d") == ["DIFlagA", "DIFlagB"])
    #expect(node["e"] == .null)
    #expect(node.integer("f") == 576)
    #expect(node["g"] == .symbol("g"))
    #expect(node.words("h") == ["true"])
    guard case .node(let tuple)? = node["i"], case .node(let expression)? = node["j"] else {
      Issue.record("no nodes in place")
      return
    }
    #expect(
      tuple.name == nil
        && tuple.fields.map(\.value) == [
          .reference(MetadataID(number: 1)), .integer(1), .string("s"),
        ])
    #expect(expression.fields.map(\.value) == [.words(["DW_OP_deref"]), .integer(8)])
    #expect(node["k"] == .other)
    #expect(node.integer("l") == -1)
    #expect(node["m"] == nil)
    // Numbers with gaps are found too.
    #expect(module.metadata.contains(MetadataID(number: 3)))
    #expect(!module.metadata.contains(MetadataID(number: 5)))
    #expect(module.metadata.numbered.map(\.number) == [3, 7])
  }
}
