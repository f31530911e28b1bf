// C sources to programs, and the same sources run natively.

import Testing

@testable import Scenarios
@testable import Sim

#if canImport(Glibc)
  import Glibc
#endif

/// The compiler that all tests of the lowering share.
private let compiler = Result { () throws -> Compiler in try Compiler() }

/// The program of one C text, lowered but not linked.
func lowered(_ source: String, defines: [String] = [], name: String = "t") throws -> Program {
  var program = Program()
  try appendModule(source, defines: defines, name: name, to: &program)
  return program
}

/// Compiles and lowers `source` as module `name`.
func appendModule(
  _ source: String, defines: [String] = [], name: String, to program: inout Program
) throws {
  let compiler = try compiler.get()
  let ir: [UInt8]
  do {
    ir = try compiler.compile(
      file: nil, text: source, name: name, defines: defines, directory: "."
    ).ir
  } catch {
    Issue.record("\(error.message)\n\(error.clangOutput)")
    throw error
  }
  let module = try readIR(ir, fileName: "\(name).ll")
  try lower(module, name: name, headerRoot: compiler.headerRoot, into: &program)
}

/// The program of an IR text.
func loweredIR(_ text: String) throws -> Program {
  var program = Program()
  try lower(try readIRText(text), name: "t", headerRoot: "", into: &program)
  return program
}

/// The message of the error with which lowering `source` ends; nil if it does not.
func loweringError(_ source: String) throws -> LoweringError? {
  do {
    _ = try lowered(source)
    return nil
  } catch let error as LoweringError { return error }
}

/// What the functions `names` of `source` give when they are run natively: each is
/// `unsigned long NAME(void)`.
func runNatively(_ source: String, _ names: [String]) throws -> [UInt64] {
  let clang = try compiler.get().clang
  var path = Array("/tmp/simctl-native-XXXXXX".utf8CString)
  let fd = mkstemp(&path)
  #expect(fd >= 0)
  close(fd)
  let binary = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { unlink(binary) }
  var text = source + "\nint printf(const char *, ...);\nint main(void) {\n"
  for name in names { text += "  printf(\"%lu\\n\", \(name)());\n" }
  text += "  return 0;\n}\n"
  let built = try #require(
    spawnAndWait(
      [
        clang.path, "-x", "c", "-w", "-O0", "-fwrapv", "-fno-strict-aliasing", "-std=gnu11",
        "-DNATIVE", "-o", binary, "-",
      ], in: nil, input: Array(text.utf8)))
  try #require(built.status == 0, "\(String(decoding: built.errors, as: UTF8.self))")
  let ran = try #require(spawnAndWait([binary], in: nil))
  try #require(ran.status == 0, "the native program ended with \(ran.status)")
  let values = String(decoding: ran.output, as: UTF8.self).split(separator: "\n").map { UInt64($0) }
  return try values.map { try #require($0) }
}

/// Runs every function of `source` whose name starts with `t_`, natively and lowered, and expects
/// the same.
func expectSameAsNative(_ source: String) throws {
  let program = try lowered(source)
  let names = program.functions.map(\.name).filter { $0.hasPrefix("t_") }
  #expect(!names.isEmpty)
  let expected = try runNatively(source, names)
  for (name, value) in zip(names, expected) {
    var interpreter = ReferenceInterpreter(program)
    do {
      let got = try interpreter.call(name)
      #expect(
        got == value,
        "\(name): \(program.functions.indices.filter { program.functions[$0].name == name }.map { program.disassembly(of: $0) }.joined())"
      )
      #expect(interpreter.liveStackObjects == 0, "\(name) leaves stack objects")
    } catch { Issue.record("\(name): \(error)") }
  }
}
