// The IR texts that the tests read.

import Testing

@testable import Scenarios

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The bytes of `Tests/Fixtures/IR/name`.
func irFixture(_ name: String, from file: String = #filePath) throws -> [UInt8] {
  let folder = file.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
  let stream = try #require(fopen("\(folder)/Fixtures/IR/\(name)", "rb"), "no fixture \(name)")
  defer { fclose(stream) }
  var text: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 {
    text += buffer[0..<count]
  }
  return text
}

/// The module that `text` is.
func readIRText(_ text: String) throws -> IRModule {
  try readIR(Array(text.utf8), fileName: "t.ll")
}

/// The fixtures that compilers wrote.
let compiledIR = [
  "driver.ll", "driver-clang15.ll", "driver-O1.ll", "asm.ll", "float.ll", "rust.ll",
]
