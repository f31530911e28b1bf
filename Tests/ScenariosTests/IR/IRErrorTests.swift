import Testing

@testable import Scenarios

@Suite("IR: what cannot be read")
struct IRErrorTests {
  @Test("a mistake is named where it is", arguments: mistakes)
  func mistake(text: String, expected: String) throws {
    let error = #expect(throws: IRError.self) { try readIRText(text) }
    guard let error else { return }
    #expect("\(error.line):\(error.column): \(error.message)".hasPrefix(expected))
    #expect(error.file == "t.ll")
  }

  @Test("an instruction with a mistake is named where it is", arguments: instructionMistakes)
  func instructionMistake(line: String, expected: String) throws {
    let error = #expect(throws: IRError.self) { try readIRText(wrapIR(line)) }
    guard let error else { return }
    // The line stands indented by two in the wrapping.
    #expect(error.message.contains(expected))
    #expect(error.line >= 14 && error.column >= 1)
  }

  @Test("an error shows the line and a caret")
  func display() throws {
    let error = try #require(
      #expect(throws: IRError.self) {
        try readIRText("@g = global i32 0\n\tdefine void @f() { frob\u{1}nicate }\n")
      })
    #expect(
      error.description == """
        t.ll:2:21: error: 'frob' is no instruction that is known
           define void @f() { frob.nicate }
                              ^
        """)
    // A long line is cut around the place.
    let long = try #require(
      #expect(throws: IRError.self) {
        try readIRText(
          String(repeating: " ", count: 500) + "!" + String(repeating: "x", count: 500))
      })
    #expect(long.sourceLine?.count ?? 0 <= 96)
    #expect(long.column == 501 + 501)
  }

  @Test("typed pointers are refused with a way out")
  func typedPointers() throws {
    for text in ["@x = global i32* null", "define void @f(i8 addrspace(1)* %p) { ret void }"] {
      let error = #expect(throws: IRError.self) { try readIRText(text) }
      #expect(error?.message.contains("compile with clang 15 or later") ?? false)
    }
  }

  @Test(
    "deep nesting is refused",
    arguments: [
      ("@x = global ", "[1 x ", "i8", "]", " zeroinitializer"),
      ("@x = global ", "{", "i8", "}", " zeroinitializer"),
      ("@x = global i64 ", "add (i64 ", "1", ", i64 1)", ""),
      ("@x = global ptr ", "getelementptr (i8, ptr ", "null", ", i64 1)", ""),
      ("declare ", "void (", "", ")", " @f()"),
      ("declare void @f(ptr byval(", "{", "i8", "}", "))"),
      ("@x = global i8 0 !0 = ", "!{", "", "}", ""),
    ])
  func deepNesting(head: String, open: String, core: String, close: String, tail: String) throws {
    func text(_ depth: Int) -> String {
      head + String(repeating: open, count: depth) + core + String(repeating: close, count: depth)
        + tail
    }
    if head.contains("!0") {
      // Metadata is not nested when it is read, and is given up when it is decoded.
      let module = try readIRText(text(100_000))
      #expect(module.metadata.node(MetadataID(number: 0)) == nil)
    } else {
      let error = #expect(throws: IRError.self) { try readIRText(text(100_000)) }
      #expect(error?.message.contains("nested deeper than") ?? false)
    }
    _ = try? readIRText(text(30))
  }

  @Test("types without end, or too large, are refused")
  func types() throws {
    for text in [
      "%a = type { %a }", "%a = type { [2 x %b] } %b = type { i8, %a }", "%a = type [3 x %a]",
      (0..<1000).map { "%t\($0) = type { %t\($0 + 1) } " }.joined() + "%t1000 = type {}",
      "@x = global [99999999999 x [99999999999 x i8]] zeroinitializer",
      "@x = global [18446744073709551615 x i8] zeroinitializer",
      "%o = type opaque @x = global %o zeroinitializer",
    ] {
      #expect(throws: IRError.self) { try readIRText(text) }
    }
    // Large, and fine: the size doubles with each.
    let doubling = (0..<40).map { "%t\($0) = type { %t\($0 + 1), %t\($0 + 1) } " }.joined()
    let module = try readIRText(doubling + "%t40 = type { i8 }")
    #expect(module.layout.named[0]?.size == 1 << 40)
    // One more is too large: it has no size, which is wrong only where one is needed.
    let more = try readIRText("%x = type { [200 x %t0] } " + doubling + "%t40 = type { i8 }")
    #expect(more.layout.named[0] == nil)
  }
}

private let mistakes: [(String, String)] = [
  ("int main(void) {", "1:1: expected a type, a global, a function or metadata, found 'int'"),
  ("@g = global", "1:12: expected a type, found the end of the file"),
  ("@g = glob 5", "1:11: expected 'global', 'constant', 'alias' or 'ifunc', found '5'"),
  ("@g = global i32 @h", "1:17: the address '@h' needs the type ptr"),
  ("\n\n  @g = global ptr @h", "3:19: '@h' is not declared"),
  ("@g = global i32 0 @g = global i32 1", "1:19: '@g' is defined twice"),
  ("@g = global %t zeroinitializer", "1:13: the type '%t' is not defined"),
  ("%t = type {} %t = type {}", "1:14: the type '%t' is defined twice"),
  ("@g = global %t undef %t = type i32", "1:22: the type '%t' is no struct"),
  ("@g = global i8 256", "1:16: '256' does not fit i8"),
  ("@g = global i8 -129", "1:16: '-129' does not fit i8"),
  ("@g = global i8 true", "1:16: 'true' needs the type i1"),
  ("@g = global i0 0", "1:13: an integer type has 1 to 8388608 bits"),
  ("@g = global i99999999999 0", "1:13: an integer type has 1 to 8388608 bits"),
  ("@g = global i8388608 0", "1:22: constants wider than 65536 bits are not read"),
  ("@g = global i65 \(String(repeating: "9", count: 2000))", "1:17: this number is too long"),
  ("@g = global i65 99999999999999999999", "1:17: '99999999999999999999' does not fit i65"),
  ("@g = global ptr 5", "1:17: '5' is an integer, and the type is none"),
  ("@g = global i32 null", "1:17: 'null' needs the type ptr"),
  ("@g = global i32 1.5", "1:17: '1.5' is a floating-point number, and the type is none"),
  ("@g = global [2 x i8] c\"abc\"", "1:22: a string of 3 bytes needs the type [3 x i8]"),
  ("@g = global [2 x i8] [i8 1]", "1:22: the constant does not have the shape of its type"),
  ("@g = global { i8, i32 } { i32 1, i8 2 }", "1:25: the constant does not have the shape"),
  ("@g = global <{ i8 }> { i8 1 }", "1:22: the constant does not have the shape"),
  ("@g = global %t { i8 1 } %t = type { i16 }", "1:16: the constant does not have the shape"),
  ("@g = global %t { i8 1 } %t = type opaque", "1:16: the type %t has no members"),
  ("@g = global i64 trunc (i32 1 to i64)", "1:17: trunc cannot go from i32 to i64"),
  ("@g = global i64 zext (i8 1 to i32)", "1:17: the type is i32, and i64 is needed"),
  ("@g = global ptr getelementptr ({ i8 }, ptr @g, i32 0, i32 1)", "1:17: the indices of"),
  ("@g = global ptr getelementptr (i8, i64 5, i32 0)", "1:17: getelementptr needs a pointer"),
  ("@g = global ptr blockaddress(@g, %x)", "1:17: '%x' is no block of that function"),
  ("@g = global i8 0, alig 4", "1:24: expected"),
  ("@g = global i8 0, align 3", "1:19: an alignment is a power of two"),
  ("@g = global i8 0, section 5", "1:27: expected the name of a section, found '5'"),
  ("@g = global i32 %x", "1:17: the local value '%x' cannot be used in a constant"),
  ("@g = global \"", "1:13: the string does not end"),
  ("@ = global i8 0", "1:2: a name is missing here"),
  ("@g = global i8 0 \u{7}", "1:18: unexpected byte 0x7"),
  ("/* never", "1:9: the comment does not end"),
  ("target datalayout = \"e-q\"", "1:21: the part 'q' of the data layout is not understood"),
  ("target abi = \"x\"", "1:8: expected 'datalayout' or 'triple' after 'target', found 'abi'"),
  ("attributes #0 = { ( }", "1:19: expected an attribute or '}', found '('"),
  ("attributes 0 = {}", "1:12: expected '#' and a number after 'attributes', found '0'"),
  ("!0 = !{", "1:7: the bracket of a metadata node is never closed"),
  ("!0 = !{} !0 = !{}", "1:18: the metadata node !0 is defined twice"),
  ("!99999999999 = !{}", "1:1: the number of a metadata node is at most 2147483647"),
  ("!0 = metadata !{}", "1:6: metadata of LLVM 3.5 and older is not read"),
  ("@g = global i8 0, !dbg !3", "1:1: the metadata node !3 is not defined"),
  ("@x = alias void \(String(repeating: "()", count: 100_000)), ptr @x", "1:19: no function can"),
  ("@x = alias void () () (), ptr @x", "1:20: no function can give this type"),
  ("declare void @f(void)", "1:21: no parameter can have this type"),
  ("define void @f(i8 %a, i8 %a) { ret void }", "1:13: the parameter '%a' is there twice"),
  ("define void @f() {", "1:18: the bracket of the body of function '@f' is never closed"),
  ("define void @f() { }", "1:20: a function has at least one block"),
  ("define void @f() { %a = add i32 1, 2 }", "1:38: the last block does not end in a terminator"),
  ("define void @f() { unreachable\na: b: unreachable }", "2:4: the block before 'b' does not end"),
  ("define void @f() { ret void a: ret void a: ret void }", "1:41: the label 'a' is defined twice"),
  ("define void @f() { br label %x }", "1:29: there is no block '%x'"),
  ("define void @f() { ret i32 0 }", "1:24: the type is i32, and void is needed"),
  ("define i32 @f() { ret i32 %x }", "1:27: '%x' is not defined"),
]

private let instructionMistakes: [(String, String)] = [
  ("%r = add i32 %b, 1", "'%b' is i64 and is used as i32"),
  ("%r = add i32 %a 1", "expected ',' between operands, found '1'"),
  ("%r = add ptr %p, %p", "'add' is not for ptr"),
  ("%r = fadd i32 %a, %a", "'fadd' is not for i32"),
  ("%r = add float %x, %x", "'add' is not for float"),
  ("%a = add i32 1, 1", "'%a' is defined twice"),
  ("%r = zext i64 %b to i32", "zext cannot go from i64 to i32"),
  ("%r = bitcast i64 %b to i32", "bitcast cannot go from i64 to i32"),
  ("%r = bitcast i64 %b to ptr", "bitcast cannot go from i64 to ptr"),
  ("%r = icmp slow i32 %a, 1", "expected a predicate of 'icmp', found 'slow'"),
  ("%r = fcmp eq float %x, %x", "expected a predicate of 'fcmp', found 'eq'"),
  ("%r = icmp eq float %x, %x", "'icmp' is not for float"),
  ("%r = select i32 %a, i32 1, i32 2", "the condition of 'select' is an i1"),
  ("%r = select i1 %c, i32 1, i64 2", "the type is i64, and i32 is needed"),
  ("%r = store i32 1, ptr %p", "this instruction has no result to name"),
  ("%r = load void, ptr %p", "the type void has no size"),
  ("%r = load i32, i64 %b", "a pointer is needed, not i64"),
  ("%r = load i32, ptr %p, align 3", "an alignment is a power of two"),
  ("%r = load i32, ptr %p, foo", "expected 'align' after ',', found 'foo'"),
  ("%r = load atomic i32, ptr %p, align 4", "expected a memory ordering"),
  ("%r = alloca %undefined", "the type %undefined has no size"),
  ("%r = alloca i32, float %x", "the number of elements is an integer"),
  ("%r = getelementptr %struct.s, ptr %p, i32 0, i32 3", "the indices of getelementptr"),
  ("%r = getelementptr %struct.s, ptr %p, i32 0, i32 %a", "the indices of getelementptr"),
  ("%r = getelementptr i8, ptr %p, i64 0, i64 0", "the indices of getelementptr"),
  ("%r = getelementptr i8, ptr %p, ptr %p", "an index is an integer, not ptr"),
  ("%r = getelementptr i8, i64 %b, i64 0", "getelementptr needs a pointer"),
  ("%r = extractvalue { i64, i32 } %s, 2", "there is no such element in { i64, i32 }"),
  ("%r = extractvalue { i64, i32 } %s", "there is no such element"),
  ("%r = insertvalue { i64, i32 } %s, i64 1, 1", "the type is i64, and i32 is needed"),
  ("%r = atomicrmw frob ptr %p, i32 1 seq_cst", "expected an operation of 'atomicrmw'"),
  ("%r = cmpxchg ptr %p, i32 1, i64 2 seq_cst seq_cst", "the type is i64, and i32 is needed"),
  ("%r = cmpxchg ptr %p, i32 1, i32 2 seq_cst", "expected a memory ordering"),
  ("fence relaxed", "expected a memory ordering"),
  ("%r = extractelement i32 %a, i32 0", "'extractelement' needs a vector"),
  ("call void @nowhere()", "'@nowhere' is not declared"),
  ("call void (ptr, ...) @printk()", "the arguments do not fit the type of the call"),
  ("call void (i32) @fn(i64 1)", "the arguments do not fit the type of the call"),
  ("call void (i32) @fn(i32 1, i32 2)", "the arguments do not fit the type of the call"),
  ("call void @fn(i32 1]", "expected ',' or ')' after an argument"),
  ("call void asm volatile \"\", \"\"()", "expected the template of inline assembly"),
  ("store ptr asm \"\", \"\", ptr %p", "expected a value, found 'asm'"),
  ("tail store i32 1, ptr %p", "expected 'call', found 'store'"),
  ("ret i32 1", "the type is i32, and void is needed"),
  ("br i32 %a, label %one, label %two", "the type is i32, and i1 is needed"),
  ("br i1 %c, label %one", "expected ',' in 'br'"),
  ("switch ptr %p, label %one [ ]", "'switch' needs an integer"),
  ("switch i32 %a, label %one [ i64 1, label %two ]", "the type is i64, and i32 is needed"),
  ("switch i32 %a, label %one [ i32 undef, label %two ]", "a case is an integer constant"),
  ("indirectbr i64 %b, [label %one]", "'indirectbr' needs a pointer"),
  ("cleanupret from %x unwind to caller", "exception handling of Windows"),
  ("%r = add i32 %a, 1, !dbg !77", "the metadata node '!77' is not defined"),
  ("%r = add i32 %a, 1, align 4", "expected '!' and the name of metadata"),
  ("#dbg_declare(ptr %p, !DILocalVariable(name: \"x\"))", "a debug record names a variable"),
  ("#frob(ptr %p)", "expected an instruction, found '#frob'"),
  ("5", "expected an instruction, found '5'"),
  ("%r add i32 %a, 1", "expected '=' after the name of a value"),
  ("frobnicate i32 %a", "'frobnicate' is no instruction that is known"),
]
