import Testing

@testable import Scenarios

/// Puts `line` into a function in which its operands are defined.
func wrapIR(_ line: String) -> String {
  let isTerminator = [
    "ret ", "br ", "switch ", "indirectbr ", "unreachable", "callbr ", "invoke ",
    "resume ", "%r = invoke ", "%r = callbr ",
  ].contains { line.hasPrefix($0) }
  return """
    %struct.s = type { i32, [4 x %struct.t], ptr }
    %struct.t = type { i8, i32 }
    @g = global i32 0
    @"quo\\22ted name" = global i32 0
    declare i32 @printk(ptr, ...)
    declare i32 @fn(i32)
    declare void @mem(ptr, i64)
    declare void @meta(metadata)
    declare i32 @personality(...)
    define void @f(i32 %a, i64 %b, ptr %p, i1 %c, float %x, double %y, <4 x i32> %v,
                   { i64, i32 } %s, i128 %w, i8 %t, ptr %q, [3 x i16] %r3,
                   ptr addrspace(1) %far, <2 x ptr> %vp, bfloat %bf) personality ptr @personality {
    entry:
      \(line)
    \(isTerminator ? "" : "  unreachable")
    one:
      unreachable
    two:
      %pad = landingpad { ptr, i32 } cleanup
      unreachable
    }
    """
}

@Suite("IR: instructions")
struct IRInstructionTests {
  /// Read as written; each line is one form of one instruction.
  @Test("every form of instruction is read", arguments: forms)
  func form(line: String) throws {
    let module = try readIRText(wrapIR(line))
    let function = try #require(module.function(named: "f"))
    let renderer = IRRenderer(module: module, function: function)
    let instruction = try #require(function.blocks[0].instructions.first)
    #expect(renderer.text(of: instruction) == normaliseIR(line))
  }

  /// Read as something shorter: what is on the left says the same as what is on the right.
  @Test("attributes, flags and metadata are passed over", arguments: longForms)
  func longForm(line: String, short: String) throws {
    let module = try readIRText(wrapIR(line))
    let function = try #require(module.function(named: "f"))
    let renderer = IRRenderer(module: module, function: function)
    let instruction = try #require(function.blocks[0].instructions.first)
    #expect(renderer.text(of: instruction) == short)
  }

  @Test(
    "the result of an instruction has its type",
    arguments: [
      ("%r = load i24, ptr %p", "i24"),
      ("%r = icmp eq i32 %a, 1", "i1"),
      ("%r = icmp ult <4 x i32> %v, %v", "<4 x i1>"),
      ("%r = extractvalue { i64, i32 } %s, 1", "i32"),
      ("%r = insertvalue { i64, i32 } %s, i32 1, 1", "{ i64, i32 }"),
      ("%r = cmpxchg ptr %p, i64 %b, i64 1 seq_cst seq_cst", "{ i64, i1 }"),
      ("%r = atomicrmw add ptr %p, i64 1 seq_cst", "i64"),
      ("%r = getelementptr i8, ptr %p, i64 1", "ptr"),
      ("%r = getelementptr i8, <2 x ptr> %vp, i64 1", "<2 x ptr>"),
      ("%r = getelementptr i8, ptr %p, <2 x i64> zeroinitializer", "<2 x ptr>"),
      ("%r = getelementptr i8, ptr addrspace(1) %far, i64 1", "ptr addrspace(1)"),
      ("%r = call i32 @fn(i32 1)", "i32"),
      ("%r = call i32 (ptr, ...) @printk(ptr %p)", "i32"),
      ("%r = shufflevector <4 x i32> %v, <4 x i32> %v, <2 x i32> zeroinitializer", "<2 x i32>"),
      ("%r = extractelement <4 x i32> %v, i32 0", "i32"),
      ("%r = select i1 %c, ptr %p, ptr null", "ptr"),
      ("%r = invoke i32 @fn(i32 1) to label %one unwind label %two", "i32"),
    ])
  func resultType(line: String, type: String) throws {
    let module = try readIRText(wrapIR(line))
    let function = try #require(module.function(named: "f"))
    let result = try #require(function.blocks[0].instructions.first?.result)
    #expect(module.text(of: function.values[result.index].type) == type)
    #expect(function.values[result.index].name == "r")
  }
}

private let forms = [
  // Arithmetic.
  "%r = add i32 %a, 1", "%r = add nuw nsw i32 %a, -1", "%r = sub i64 %b, %b",
  "%r = mul nsw i128 %w, 3", "%r = udiv exact i32 %a, 3", "%r = sdiv i32 %a, %a",
  "%r = urem i8 %t, 7", "%r = srem i8 %t, -7", "%r = shl nuw i32 %a, 1",
  "%r = lshr exact i32 %a, 1",
  "%r = ashr i32 %a, 31", "%r = and i1 %c, true", "%r = or disjoint i32 %a, 1",
  "%r = xor i1 %c, false", "%r = add <4 x i32> %v, zeroinitializer",
  "%r = fadd float %x, 1.500000e+00",
  "%r = fsub double %y, 0x7FF0000000000000", "%r = fmul bfloat %bf, 0xR3F80",
  "%r = fdiv float %x, %x",
  "%r = frem double %y, %y", "%r = fneg float %x",
  // Casts.
  "%r = trunc i64 %b to i32", "%r = trunc nuw nsw i64 %b to i1", "%r = zext nneg i32 %a to i64",
  "%r = sext i8 %t to i24", "%r = ptrtoint ptr %p to i64", "%r = inttoptr i64 %b to ptr",
  "%r = bitcast i64 %b to double", "%r = bitcast <4 x i32> %v to i128",
  "%r = addrspacecast ptr %p to ptr addrspace(1)", "%r = fptrunc double %y to float",
  "%r = fpext float %x to double", "%r = fptoui float %x to i32", "%r = fptosi float %x to i32",
  "%r = uitofp i32 %a to float", "%r = sitofp i32 %a to double",
  // Comparisons and choices.
  "%r = icmp eq ptr %p, null", "%r = icmp ne i32 %a, 0", "%r = icmp ugt i32 %a, 1",
  "%r = icmp uge i32 %a, 1", "%r = icmp ult i32 %a, 1", "%r = icmp ule i32 %a, 1",
  "%r = icmp sgt i32 %a, -1", "%r = icmp sge i32 %a, 1", "%r = icmp slt i32 %a, 1",
  "%r = icmp sle i32 %a, 1", "%r = fcmp oeq float %x, 0.000000e+00", "%r = fcmp uno double %y, %y",
  "%r = fcmp true double %y, %y", "%r = fcmp ult double %y, %y",
  "%r = select i1 %c, i32 %a, i32 5",
  "%r = select <4 x i1> zeroinitializer, <4 x i32> %v, <4 x i32> %v",
  "%r = freeze i32 %a",
  // Memory.
  "%r = alloca i32, align 4", "%r = alloca %struct.s, align 8", "%r = alloca i8, i64 %b, align 16",
  "%r = alloca i32", "%r = load i32, ptr %p, align 4", "%r = load volatile i64, ptr %p, align 8",
  "%r = load atomic i32, ptr %p acquire, align 4",
  "%r = load atomic volatile i8, ptr %p seq_cst, align 1",
  "%r = load atomic i32, ptr %p unordered, align 4",
  "%r = load ptr, ptr getelementptr (i8, ptr @g, i64 8), align 8",
  "%r = load %struct.s, ptr %p, align 8", "%r = load <4 x i32>, ptr %p, align 16",
  "store i32 %a, ptr %p, align 4", "store ptr @fn, ptr %p, align 8",
  "store volatile i1 true, ptr %p, align 1",
  "store atomic i64 %b, ptr %p release, align 8",
  "store atomic volatile i32 1, ptr %p monotonic, align 4",
  "store { i64, i32 } { i64 1, i32 2 }, ptr %p, align 8", "store [3 x i16] %r3, ptr %p, align 2",
  "%r = getelementptr i8, ptr %p, i64 -16",
  "%r = getelementptr inbounds nuw %struct.s, ptr %p, i32 0, i32 1",
  "%r = getelementptr inbounds %struct.s, ptr %p, i64 1, i32 1, i64 %b, i32 1",
  "%r = getelementptr nusw [4 x i32], ptr %p, i64 0, i32 %a",
  "%r = getelementptr { i8, i32 }, ptr %p, i32 0",
  "%r = atomicrmw xchg ptr %p, ptr %q monotonic", "%r = atomicrmw add ptr %p, i32 1 acq_rel",
  "%r = atomicrmw sub ptr %p, i32 1 acquire", "%r = atomicrmw and ptr %p, i64 1 release",
  "%r = atomicrmw nand ptr %p, i64 1 seq_cst", "%r = atomicrmw volatile or ptr %p, i8 1 seq_cst",
  "%r = atomicrmw xor ptr %p, i8 1 seq_cst", "%r = atomicrmw max ptr %p, i8 1 seq_cst",
  "%r = atomicrmw umin ptr %p, i8 1 seq_cst", "%r = atomicrmw uinc_wrap ptr %p, i8 1 seq_cst",
  "%r = cmpxchg ptr %p, i32 %a, i32 1 acq_rel monotonic",
  "%r = cmpxchg weak volatile ptr %p, ptr null, ptr %q seq_cst acquire",
  "fence seq_cst", "fence syncscope(\"singlethread\") acquire",
  // Aggregates and vectors.
  "%r = extractvalue { i64, i32 } %s, 1", "%r = extractvalue [3 x i16] %r3, 2",
  "%r = extractvalue { i32, { i8, [2 x i16] } } undef, 1, 1, 0",
  "%r = insertvalue { i64, ptr } poison, i64 %b, 0",
  "%r = insertvalue { i32, [2 x i8] } undef, i8 %t, 1, 0",
  "%r = extractelement <4 x i32> %v, i32 2", "%r = insertelement <4 x i32> %v, i32 %a, i64 0",
  "%r = shufflevector <4 x i32> %v, <4 x i32> poison, <4 x i32> <i32 0, i32 poison, i32 2, i32 3>",
  "%r = va_arg ptr %p, i32",
  // Calls.
  "call void @mem(ptr %p, i64 8)", "%r = call i32 @fn(i32 5)",
  "%r = call i32 (ptr, ...) @printk(ptr @g, i32 5, i64 %b)",
  "call void %p(i32 %a)", "%r = call ptr %p()", "%r = call fastcc i32 @fn(i32 %a)",
  "%r = call cc 10 i32 @fn(i32 %a)",
  "call void asm sideeffect \"\", \"~{memory}\"()",
  "%r = call i32 asm \"bsf $1, $0\", \"=r,r\"(i32 %a)",
  "call void inttoptr (i64 64 to ptr)()", "call void @meta(metadata ptr %p)",
  "call void @meta(metadata !\"text\")",
  "call void @llvm.undeclared.intrinsic(i32 1)",
  // Terminators.
  "ret void", "br label %one", "br i1 %c, label %one, label %two",
  "br i1 true, label %one, label %one",
  "switch i32 %a, label %one [ i32 0, label %two i32 -5, label %one ]",
  "switch i8 %t, label %one [ ]",
  "switch i128 %w, label %one [ i128 7, label %two ]",
  "indirectbr ptr %p, [label %one, label %two]",
  "indirectbr ptr %p, []", "unreachable", "resume { ptr, i32 } undef",
  "invoke void @mem(ptr %p, i64 1) to label %one unwind label %two",
  "%r = invoke i32 @fn(i32 1) to label %one unwind label %two",
  "callbr void asm sideeffect \"b $0\", \"!i\"() to label %one [label %two]",
  "%r = callbr i32 asm \"\", \"=r,!i,!i\"() to label %one [label %two, label %one]",
  // Constants.
  "store i64 ptrtoint (ptr @g to i64), ptr %p", "store ptr inttoptr (i64 -11 to ptr), ptr %p",
  "store i64 sub (i64 ptrtoint (ptr @g to i64), i64 8), ptr %p",
  "store ptr blockaddress(@f, %one), ptr %p",
  "store [3 x i8] c\"a\\00\\FF\", ptr %p", "store <4 x i32> splat (i32 7), ptr %p",
  "store [2 x [2 x i16]] [[2 x i16] [i16 1, i16 2], [2 x i16] zeroinitializer], ptr %p",
  "store <{ i8, i32 }> <{ i8 1, i32 2 }>, ptr %p", "store %struct.t { i8 1, i32 2 }, ptr %p",
  "store { i8, [3 x i8] } { i8 1, [3 x i8] undef }, ptr %p",
  "store { ptr, i8 } zeroinitializer, ptr %p",
  "store [0 x i32] [], ptr %p", "store i128 18446744073709551615, ptr %p",
  "store ptr getelementptr (%struct.s, ptr @g, i64 0, i32 1, i64 2, i32 1), ptr %p",
  "store ptr addrspacecast (ptr addrspace(1) null to ptr), ptr %p",
  "store i32 trunc (i64 ptrtoint (ptr @g to i64) to i32), ptr %p",
  "store x86_fp80 0xK3FFF8000000000000000, ptr %p",
  "store half 0xH3C00, ptr %p", "store fp128 0xL00000000000000003FFF000000000000, ptr %p",
]

private let longForms: [(String, String)] = [
  (
    "%r = tail call fast noundef i32 @fn(i32 noundef %a) #0 [ \"kcfi\"(i32 5), \"x\"() ], !a !{}, !srcloc !{i64 5}",
    "%r = call i32 @fn(i32 %a)"
  ),
  (
    "musttail call void @mem(ptr nocapture byval(i32) align 8 %p, i64 %b) nounwind memory(none) \"k\"=\"v\" \"w\"",
    "call void @mem(ptr %p, i64 %b)"
  ),
  (
    "notail call zeroext i1 %p(ptr dereferenceable(8) captures(address, read_provenance) %q, i8 range(i8 0, 5) %t)",
    "%0 = call i1 %p(ptr %q, i8 %t)"
  ),
  ("%r = call range(i32 0, 2) i32 @fn(i32 inreg signext 1)", "%r = call i32 @fn(i32 1)"),
  (
    "%r = call i32 @printk(ptr initializes((0, 8), (16, 24)) align(8) %p)",
    "%r = call i32 @printk(ptr %p)"
  ),
  ("%r = call preserve_mostcc i32 @fn(i32 1)", "%r = call preserve_mostcc i32 @fn(i32 1)"),
  ("%r = icmp samesign ult i32 %a, 5", "%r = icmp ult i32 %a, 5"),
  ("%r = fcmp nnan ninf olt float %x, %x", "%r = fcmp olt float %x, %x"),
  ("%r = fadd reassoc nsz arcp contract afn float %x, %x", "%r = fadd float %x, %x"),
  ("%r = alloca inalloca i32, align 4, addrspace(5), !x !{}", "%r = alloca i32, align 4"),
  ("%r = load i32, ptr %p, !range !{i32 0, i32 2}, !noundef !{}", "%r = load i32, ptr %p"),
  ("store i32 1, ptr %p, align 4, !tbaa !{!\"a\", i64 0}", "store i32 1, ptr %p, align 4"),
  (
    "%r = load atomic i32, ptr %p syncscope(\"agent\") acquire, align 4",
    "%r = load atomic i32, ptr %p acquire, align 4"
  ),
  (
    "store ptr getelementptr inbounds inrange(-8, 8) (i8, ptr @g, i64 8), ptr %p",
    "store ptr getelementptr (i8, ptr @g, i64 8), ptr %p"
  ),
  (
    "store ptr getelementptr inbounds nuw (i8, ptr @g, i64 1), ptr %p",
    "store ptr getelementptr (i8, ptr @g, i64 1), ptr %p"
  ),
  (
    "store ptr getelementptr ({ ptr }, ptr @g, i32 0, inrange i32 0), ptr %p",
    "store ptr getelementptr ({ ptr }, ptr @g, i32 0, i32 0), ptr %p"
  ),
  ("store i64 add nuw nsw (i64 1, i64 2), ptr %p", "store i64 add (i64 1, i64 2), ptr %p"),
  ("store ptr dso_local_equivalent @fn, ptr %p", "store ptr @fn, ptr %p"),
  ("store ptr no_cfi @fn, ptr %p", "store ptr @fn, ptr %p"),
  ("store ptr ptrauth (ptr @fn, i32 0), ptr %p", "store ptr <ptrauth>, ptr %p"),
  ("store i32 0, ptr @\"quo\\22ted name\"", "store i32 0, ptr @\"quo\"ted name\""),
  ("store {} {}, ptr %p", "store {  } {  }, ptr %p"),
  ("store i32 u0xFF, ptr %p", "store i32 255, ptr %p"),
  ("store i32 s0xFF, ptr %p", "store i32 -1, ptr %p"),
  ("store i8 255, ptr %p", "store i8 -1, ptr %p"),
  ("store i128 -1, ptr %p", "store i128 wide[18446744073709551615, 18446744073709551615], ptr %p"),
  (
    "%r = phi float [ %x, %entry ], [ 1.0, %one ], !x !{}",
    "%r = phi float [ %x, %entry ], [ 1.0, %one ]"
  ),
  (
    "br i1 %c, label %one, label %two, !prof !{!\"branch_weights\", i32 1, i32 2}",
    "br i1 %c, label %one, label %two"
  ),
  ("br label %one, !llvm.loop !{}", "br label %one"),
  ("add i32 %a, 1 ; no name: the next number", "%0 = add i32 %a, 1"),
  ("%r = add i32 /* comment */ %a, 1", "%r = add i32 %a, 1"),
  ("%\"r\" = add i32 %\"a\", 1", "%r = add i32 %a, 1"),
  (
    "%r = call i32 asm sideeffect inteldialect unwind \"x\\0Ay\", \"=r\"()",
    "%r = call i32 asm sideeffect \"x\ny\", \"=r\"()"
  ),
  (
    "%r = landingpad { ptr, i32 } cleanup catch ptr null filter [1 x ptr] [ptr @g]",
    "%r = landingpad { ptr, i32 } cleanup catch ptr null filter [1 x ptr] [ptr @g]"
  ),
]
