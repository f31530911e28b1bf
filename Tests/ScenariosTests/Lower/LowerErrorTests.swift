// What the machine cannot execute is refused with its place and a way out; what no compiler prints
// does no harm.

import Testing

@testable import Scenarios
@testable import Sim

@Suite("Lowering: what is refused")
struct LowerErrorTests {
  /// The error is at `line`:`column` and has `words` in its message.
  private func expectRefused(
    _ source: String, _ line: Int, _ column: Int, _ words: String...,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let error = try #require(try loweringError(source), sourceLocation: location)
    #expect(error.file == "<stdin>", sourceLocation: location)
    #expect(error.line == line && error.column == column, "\(error)", sourceLocation: location)
    for word in words {
      #expect(error.message.contains(word), "\(error)", sourceLocation: location)
    }
  }

  @Test("constructs of C")
  func constructs() throws {
    try expectRefused(
      "void f(void) {\n  asm volatile(\"mfence\" ::: \"memory\");\n}\n", 2, 3, "inline assembly",
      "mfence", "linux/*.h")
    try expectRefused(
      "int x;\nvoid f(int n) {\n  int a[n];\n  a[0] = x;\n}\n", 3, 7, "variable length",
      "constant length")
    try expectRefused(
      "unsigned __int128 v;\nvoid f(void) {\n  v = v * 3;\n}\n", 3, 7, "128 bits")
    try expectRefused(
      "int f(int n) {\n  void *to = n ? &&one : &&two;\n  goto *to;\none:\n  return 1;\n"
        + "two:\n  return 2;\n}\n", 3, 3, "computed goto", "switch")
    try expectRefused(
      "void g(void *);\nvoid f(int n) {\n  if (n)\n    g(__builtin_alloca(8));\n}\n", 4, 7,
      "alloca")
    try expectRefused(
      "void g(int *);\nvoid f(void) {\n  int a[20000];\n  g(a);\n}\n", 3, 7, "local variable",
      "heap")
    try expectRefused(
      "static __thread int x;\nint f(void) {\n  return x;\n}\n", 1, 1, "'x'", "thread-local")
    try expectRefused(
      "char big[1 << 25];\nchar f(void) { return big[3]; }\n", 1, 1, "'big'", "33554432")
    try expectRefused(
      "int g(int a, ...);\nstruct s { long v[4]; } s;\nint f(void) {\n  return g(1, s);\n}\n", 4,
      10, "variable argument", "pointer")
    let many = (0..<17).map { "\($0)" }.joined(separator: ", ")
    let types = (0..<17).map { _ in "int" }.joined(separator: ", ")
    try expectRefused(
      "void g(\(types));\nvoid f(void) {\n  g(\(many));\n}\n", 3, 3, "17 arguments", "structure")
  }

  @Test("floating point and vectors")
  func floats() throws {
    let text = String(decoding: try irFixture("float.ll"), as: UTF8.self)
    let module = try readIRText(
      text.split(separator: "isOptimized: true").joined(separator: "isOptimized: false"))
    var program = Program()
    #expect {
      try lower(module, name: "t", into: &program)
    } throws: {
      let error = $0 as? LoweringError
      return error?.message.contains("floating-point") == true && (error?.line ?? 0) > 1
    }
    #expect(program.modules.isEmpty && program.code.count == 2, "nothing is left of it")
  }

  @Test("an optimised module")
  func optimised() throws {
    let module = try readIR(try irFixture("driver-O1.ll"), fileName: "driver-O1.ll")
    var program = Program()
    #expect {
      try lower(module, name: "t", into: &program)
    } throws: {
      "\($0)".contains("optimisation") && "\($0)".contains("-O0")
    }
  }

  @Test("another machine, assembly outside of functions")
  func modules() {
    for (text, words) in [
      ("target datalayout = \"e-p:32:32-i64:64\"\n", "64-bit pointers"),
      ("target datalayout = \"E-i64:64\"\n", "little-endian"),
      ("module asm \"nop\"\n", "'nop'"),
    ] {
      #expect {
        _ = try loweredIR(text)
      } throws: {
        "\($0)".contains(words)
      }
    }
  }

  @Test("IR that is no program")
  func nonsense() {
    for (body, words) in [
      ("br label %b\nb:\n  %y = add i32 %x, 1\n  br label %c\nc:\n  %x = add i32 1, 2\n"
        + "  ret i32 %y", "before it is defined"),
      ("%x = call i32 @llvm.ctlz.i32()\n  ret i32 %x", "arguments"),
      ("%x = call i32 @llvm.mystery.i32(i32 1)\n  ret i32 %x", "llvm.mystery.i32"),
      ("%x = load volatile i24, ptr @g\n  ret i32 0", "3 bytes"),
      ("%x = atomicrmw fadd ptr @g, i32 1 seq_cst\n  ret i32 0", "fadd"),
      ("call void @g()\n  ret i32 0", "variable 'g'"),
      ("%x = phi i32 [ 1, %z ]\n  ret i32 %x\nz:\n  ret i32 1", ""),
      ("switch i32 1, label %z [ i32 3, label %z\n i32 3, label %z ]\nz:\n  ret i32 1",
        "case 3 twice"),
    ] {
      let text = """
        @g = global i64 0
        declare i32 @llvm.ctlz.i32()
        declare i32 @llvm.mystery.i32(i32)
        define i32 @f() {
          \(body)
        }
        """
      do {
        _ = try loweredIR(text)
        #expect(words.isEmpty, "\(body) is accepted")
      } catch {
        #expect("\(error)".contains(words), "\(error)")
      }
    }
  }

  @Test("an error can quote its line")
  func quoting() throws {
    let source = "void f(void) {\n\tasm(\"hlt\");\n}\n"
    let error = try #require(try loweringError(source)).quoting(Array(source.utf8))
    #expect(error.description.hasSuffix("\n  \tasm(\"hlt\");\n  \t^"), "\(error)")
    #expect(error.quoting([]).sourceLine == error.sourceLine)
    #expect {
      let loader = try ProgramLoader()
      _ = try loader.load([.inline(source)], defines: [], directory: ".")
    } throws: {
      ($0 as? LoadError)?.message == error.description
    }
  }
}
