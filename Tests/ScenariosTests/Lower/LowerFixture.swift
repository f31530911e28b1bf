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
  let ir = try compiledText(source, defines: defines, name: name)
  let root = try compiler.get().headerRoot
  try lower(try readIR(ir, fileName: "\(name).ll"), name: name, headerRoot: root, into: &program)
}

/// The IR text of `source`.
func compiledText(
  _ source: String, defines: [String] = [], name: String = "t"
) throws -> [UInt8] {
  do {
    return try compiler.get().compile(
      file: nil, text: source, name: name, defines: defines, directory: "."
    ).ir
  } catch let error as CompileError {
    Issue.record("\(error.message)\n\(error.clangOutput)")
    throw error
  }
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
func runNatively(_ source: String, _ names: [String], isIR: Bool = false) throws -> [UInt64] {
  let clang = try compiler.get().clang
  let binary = try temporaryFile("")
  defer { unlink(binary) }
  var main = "int printf(const char *, ...);\n"
  if isIR { for name in names { main += "unsigned long \(name)(void);\n" } }
  main += "int main(void) {\n"
  for name in names { main += "  printf(\"%lu\\n\", \(name)());\n" }
  main += "  return 0;\n}\n"
  var arguments = [
    clang.path, "-w", "-O0", "-fwrapv", "-fno-strict-aliasing", "-std=gnu11", "-o", binary,
    "-x", "c", "-",
  ]
  var text = ""
  if isIR { text = try temporaryFile(source) } else { main = source + "\n" + main }
  defer { if isIR { unlink(text) } }
  if isIR { arguments += ["-x", "ir", text] }
  let built = try #require(spawnAndWait(arguments, in: nil, input: Array(main.utf8)))
  try #require(built.status == 0, "\(String(decoding: built.errors, as: UTF8.self))")
  let ran = try #require(spawnAndWait([binary], in: nil))
  try #require(ran.status == 0, "the native program ended with \(ran.status)")
  let values = String(decoding: ran.output, as: UTF8.self).split(separator: "\n").map { UInt64($0) }
  return try values.map { try #require($0) }
}

/// A new file with `text`; its path.
private func temporaryFile(_ text: String) throws -> String {
  var path = Array("/tmp/simctl-native-XXXXXX".utf8CString)
  let fd = mkstemp(&path)
  try #require(fd >= 0)
  defer { close(fd) }
  let bytes = Array(text.utf8)
  try #require(write(fd, bytes, bytes.count) == bytes.count)
  return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Runs every function of `source` whose name starts with `t_`, natively and lowered, and expects
/// the same.
func expectSameAsNative(_ source: String, isIR: Bool = false) throws {
  let program = isIR ? try loweredIR(source) : try lowered(source)
  checkConsistent(program)
  let names = program.functions.map(\.name).filter { $0.hasPrefix("t_") }
  #expect(!names.isEmpty)
  let expected = try runNatively(source, names, isIR: isIR)
  for (name, value) in zip(names, expected) {
    var interpreter = ReferenceInterpreter(program)
    do {
      let got = try interpreter.call(name)
      if got != value {
        let f = try #require(program.functions.firstIndex { $0.name == name })
        Issue.record("\(name): \(got), natively \(value)\n\(program.disassembly(of: f))")
      }
      #expect(interpreter.liveStackObjects == 0, "\(name) leaves stack objects")
    } catch { Issue.record("\(name): \(error)") }
  }
}
