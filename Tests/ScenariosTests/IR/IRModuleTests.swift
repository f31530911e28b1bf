import Testing

@testable import Scenarios

@Suite("IR: the top level of a module")
struct IRModuleTests {
  @Test("a driver's module is read whole")
  func driver() throws {
    let module = try readIR(try irFixture("driver.ll"), fileName: "driver.ll")
    #expect(module.sourceName == "driver.c")
    #expect(module.targetTriple == "x86_64-unknown-linux-gnu")
    #expect(module.aliases.map(\.name) == ["init_module", "cleanup_module"])
    #expect(module.function(named: "init_module")?.name == "init_driver")
    #expect(module.function(named: "init_driver")?.section == nil)
    #expect(module.function(named: "exit_driver")?.section == ".exit.text")
    #expect(module.function(named: "work_fn")?.linkage == .internal)
    #expect(module.function(named: "_printk")?.isDefinition == false)
    #expect(module.function(named: "_printk")?.isVariadic == true)
    #expect(module.symbol(named: "nothing") == nil)
    let tagless = try #require(module.variables.first { $0.name == "tagless" })
    #expect(tagless.section == ".init.data")
    #expect(tagless.initializer == .zeroInitializer)
    let wide = try #require(module.variables.first { $0.name == "wide" })
    #expect(wide.initializer == .wideInt([.max, (1 << 36) - 1]))
    let pass = try #require(module.function(named: "pass"))
    #expect(pass.parameters.map(\.name) == ["by.coerce", "big"])
    #expect(pass.parameters[1].attributes.alignment == 8)
    guard case .named(let big)? = pass.parameters[1].attributes.byValue else {
      Issue.record("no byval")
      return
    }
    #expect(module.types[big.index].name == "struct.dev")
    // Debug records stand before the instruction that follows them.
    let workFn = try #require(module.function(named: "work_fn"))
    #expect(workFn.debugRecords.map(\.kind) == Array(repeating: "declare", count: 5))
    #expect(workFn.debugRecords[0].instruction == 7)
    #expect(workFn.values.prefix(2).map(\.name) == ["work", "dev.addr.i"])
  }

  @Test("blocks are in the order of the text, whatever order they are mentioned in")
  func blockOrder() throws {
    let module = try readIRText(
      """
      define void @f(i1 %c) {
        br i1 %c, label %late, label %early
      early:
        br label %late
      late:
        %p = phi i32 [ 0, %0 ], [ 1, %early ]
        br i1 %c, label %9, label %early
      9:
        unreachable
      }
      """)
    let function = module.functions[0]
    #expect(function.blocks.map(\.name) == ["0", "early", "late", "9"])
    guard case .condBr(_, let then, let other) = function.blocks[0].instructions[0].operation
    else { return }
    #expect(then.index == 2 && other.index == 1)
  }

  @Test(
    "every property of a global is read or passed over",
    arguments: [
      "@x = global i32 5", "@x = external global i32", "@x = extern_weak global i32, align 4",
      "@x = private unnamed_addr constant [2 x i8] c\"a\\00\", align 1",
      "@x = internal thread_local(localexec) addrspace(1) global i32 5, section \"s\", comdat",
      "$x = comdat any @x = linkonce_odr hidden local_unnamed_addr global i8 undef, comdat($x), align 1",
      "@x = weak dso_local externally_initialized global ptr null, partition \"p\", code_model \"large\"",
      "@x = common global i32 0, align 4, !dbg !0, !type !1 !0 = !{} !1 = !{}",
      "@x = appending global [0 x ptr] zeroinitializer, section \"llvm.metadata\"",
      "@x = available_externally constant i32 1, no_sanitize_address, sanitize_memtag",
      "@x = dso_local_equivalent_is_no_word global i32 1 attributes #0 = { nounwind }",
      "@x = global i32 1 #0 attributes #0 = { \"k\"=\"v\" }",
      "@x = linkonce dllexport protected global i32 1", "@x = weak_odr dllimport global i32 1",
      "@x = global { i32, ptr } { i32 1, ptr @x }",
      "@x = global <{ i8, [3 x i8] }> <{ i8 1, [3 x i8] undef }>",
      "@x = global %later { i32 1 } %later = type { i32 }",
      "@x = global ptr @later @later = global i8 0",
      "@y = global i8 0 @x = alias i8, ptr @y",
      "@y = global i8 0 @x = weak hidden alias i8, ptr @y, partition \"p\"",
      "@y = global [4 x i8] zeroinitializer @x = alias i8, getelementptr inbounds ([4 x i8], ptr @y, i64 0, i64 2)",
      "@y = global i8 0 @x = unnamed_addr alias i8, inttoptr (i64 5 to ptr)",
      "@x = ifunc void (), ptr @y define ptr @y() { ret ptr null }",
      "declare void @x()", "declare !dbg !0 void @x() !0 = !{}",
      "declare dso_local noalias ptr @x(i64 noundef, ptr %named, ...) local_unnamed_addr #1 attributes #1 = { cold }",
      "declare extern_weak zeroext i1 @x(i32, [2 x i64], { i64, i64 } align 8) memory(argmem: read, target_mem0: none)",
      "declare <4 x float> @x(metadata, ptr addrspace(3) captures(none), <vscale x 4 x i32>, x86_amx)",
      "declare target(\"spirv.Image\", void, 1, 0) @x(target(\"x\") %y)",
      "define range(i32 0, 2) i32 @x(i32 range(i32 0, 5) %a) align 16 gc \"g\" { ret i32 %a }",
      "define cc 99 void @x() section \"s\" partition \"p\" comdat prefix i32 1 prologue i8 2 personality ptr @x !dbg !0 !x !0 { ret void } !0 = !{}",
      "define hidden fastcc void @x() unnamed_addr uwtable(sync) allocsize(0, 1) \"a\"=\"b\" { ret void }",
      "define void @x(i32, i32 %b, i32) { %4 = add i32 %0, %1 %5 = add i32 %b, %4 ret void }",
      "define void @x() { ret void uselistorder i32 0, { 1, 0 } }",
      "@x = global i8 0 uselistorder ptr @x, { 1, 2, 0 } uselistorder_bb @f, %b, { 1, 0 }",
      "source_filename = \"a.c\" target triple = \"t\" module asm \".globl x\" @x = global i8 0",
      "^0 = module: (path: \"x\", hash: (1, 2))\n@x = global i8 0",
      "@x = global i8 0 !llvm.ident = !{!0, !1} !0 = !{!\"c\\22lang\", i32 1, null, !1} !1 = distinct !{!1, !DIExpression()}",
      "@x = global i8 0 !0 = !DIFile(filename: \"a\", directory: \"b\") !weird\\2ename = !{}",
      "%a = type opaque %b = type { %c*0 }", "%v = type <4 x i32> @x = global %v zeroinitializer",
      "%\"quoted type\" = type {} @x = global %\"quoted type\" zeroinitializer",
      "attributes #7 = { alignstack=16 align=8 allockind(\"alloc,zeroed\") vscale_range(1,2) \"x\" } @x = global i8 0",
    ])
  func globals(text: String) throws {
    // One line of the table is wrong on purpose, so that the table is known to be able to fail.
    if text.contains("%c*0") {
      #expect(throws: IRError.self) { try readIRText(text) }
      return
    }
    let module = try readIRText(text)
    #expect(module.symbol(named: "x") != nil)
  }

  @Test("what a global and a function carry is kept")
  func kept() throws {
    let module = try readIRText(
      """
      @a = internal thread_local constant i16 -2, section ".init.rodata", align 2, !dbg !7
      @b = external global [4 x i8]
      define internal fastcc zeroext i8 @f(ptr sret({ i64, i64 }) align 8 %r, ptr byval(i32) %v,
          i32 signext noundef %n, ptr nonnull %p) noreturn #3 section ".init.text" !dbg !7 {
        ret i8 0
      }
      attributes #3 = { cold noinline "k"="v" }
      !7 = !{}
      """)
    let a = module.variables[0]
    #expect(a.linkage == .internal && a.isConstant && a.isThreadLocal)
    #expect(a.section == ".init.rodata" && a.alignment == 2 && a.initializer == .int(0xfffe))
    #expect(a.debug == MetadataID(number: 7))
    #expect(a.position == IRPosition(line: 1, column: 1))
    #expect(module.variables[1].initializer == nil)
    let f = module.functions[0]
    #expect(f.linkage == .internal && f.convention == "fastcc" && f.section == ".init.text")
    #expect(f.resultAttributes.isZeroExtended)
    #expect(
      f.parameters[0].attributes.structReturn == .structure([.int(64), .int(64)], isPacked: false))
    #expect(f.parameters[1].attributes.byValue == .int(32))
    #expect(f.parameters[2].attributes.isSignExtended && f.parameters[2].attributes.isNoUndef)
    #expect(f.parameters[3].attributes.isNonNull)
    #expect(module.has("noreturn", f.attributes) && module.has("cold", f.attributes))
    #expect(!module.has("hot", f.attributes))
    #expect(f.debug == MetadataID(number: 7))
  }

  @Test("a call is read with its parts, and its place and debug location")
  func call() throws {
    let module = try readIRText(
      """
      declare void @g(ptr, i32)
      define void @f(ptr %p) {
        call void @g(ptr byval(i64) align 8 %p, i32 zeroext 1) noreturn #2 [ "tag"(i32 1) ], !dbg !4
        call void asm sideeffect "cli", "~{memory}"()
        ret void
      }
      attributes #2 = { nomerge }
      !4 = !DILocation(line: 1, scope: !5)
      !5 = distinct !DISubprogram(name: "f")
      """)
    let instructions = module.functions[1].blocks[0].instructions
    guard case .call(let call) = instructions[0].operation,
      case .call(let asm) = instructions[1].operation
    else {
      Issue.record("not two calls")
      return
    }
    #expect(instructions[0].position == IRPosition(line: 3, column: 3))
    #expect(instructions[0].debug == MetadataID(number: 4))
    #expect(instructions[1].debug == nil)
    #expect(call.callee == .constant(.symbol(module.functions[0].symbol)))
    #expect(call.arguments[0].attributes.byValue == .int(64))
    #expect(call.arguments[1].attributes.isZeroExtended)
    #expect(module.has("noreturn", call.attributes) && module.has("nomerge", call.attributes))
    #expect(call.bundles == ["tag"])
    #expect(
      asm.callee
        == .inlineAsm(IRInlineAsm(template: "cli", constraints: "~{memory}", hasSideEffect: true)))
  }

  @Test("debug records are the same in the form of LLVM 18 and of LLVM 19")
  func debugRecords() throws {
    let head = "define void @f(i32 %n) { %p = alloca i32 store i32 %n, ptr %p "
    let tail =
      " ret void } declare void @llvm.dbg.declare(metadata, metadata, metadata)"
      + " declare void @llvm.dbg.value(metadata, metadata, metadata)"
      + " declare void @llvm.dbg.label(metadata) !5 = !DILocalVariable(name: \"n\") !6 = !DILocation(line: 1)"
    let old = try readIRText(
      head
        + """
        call void @llvm.dbg.declare(metadata ptr %p, metadata !5, metadata !DIExpression()), !dbg !6
        tail call void @llvm.dbg.value(metadata i32 poison, metadata !5, metadata !DIExpression()), !dbg !6
        call void @llvm.dbg.label(metadata !5), !dbg !6
        call void @llvm.dbg.value(metadata !DIArgList(i32 %n, i32 1), metadata !5, metadata !DIExpression()), !dbg !6
        """ + tail)
    let new = try readIRText(
      head
        + """
        #dbg_declare(ptr %p, !5, !DIExpression(), !6)
        #dbg_value(i32 poison, !5, !DIExpression(), !6)
        #dbg_label(!5, !6)
        #dbg_value(!DIArgList(i32 %n, i32 1), !5, !DIExpression(), !6)
        """ + tail)
    let records = old.functions[0].debugRecords
    #expect(records.map(\.kind) == ["declare", "value", "label", "value"])
    #expect(new.functions[0].debugRecords.map(\.kind) == records.map(\.kind))
    for (a, b) in zip(records, new.functions[0].debugRecords) {
      #expect(a.value == b.value && a.variable == b.variable && a.debug == b.debug)
      #expect(a.block == b.block && a.instruction == b.instruction && a.instruction == 2)
    }
    #expect(records[0].value?.value == .local(IRValueID(index: 1)))
    #expect(records[1].value == nil && records[3].value == nil)
    #expect(old.functions[0].blocks[0].instructions.count == 3)
    // An assignment: variable, expression, the store, its address.
    let assign = try readIRText(
      head + "#dbg_assign(i32 %n, !5, !DIExpression(), !7, ptr %p, !DIExpression(), !6)" + tail
        + " !7 = distinct !DIAssignID()")
    #expect(assign.functions[0].debugRecords.map(\.kind) == ["assign"])
    #expect(assign.functions[0].debugRecords[0].debug == MetadataID(number: 6))
  }

  @Test("aliases are followed, and circles of them end")
  func aliases() throws {
    let module = try readIRText(
      """
      @a = alias void (), ptr @b
      @b = alias void (), ptr @f
      @c = alias void (), ptr @d
      @d = alias void (), ptr @c
      @e = alias i8, getelementptr (i8, ptr @v, i64 4)
      @v = global i64 0
      define void @f() { ret void }
      """)
    #expect(module.function(named: "a")?.name == "f")
    #expect(module.function(named: "c") == nil)
    #expect(module.function(named: "e") == nil)
    #expect(module.function(named: "v") == nil)
  }
}
