// The entry of the reader.

/// Reads a module from `text`, the contents of the `.ll` file called `fileName`.
///
/// Reads what clang 15 to 22 and rustc print. Throws an `IRError` for anything else; never traps,
/// whatever the text.
func readIR(_ text: [UInt8], fileName: String) throws(IRError) -> IRModule {
  guard text.count <= IRParser.textMax else {
    throw IRError(
      "the file is larger than \(IRParser.textMax) bytes", at: IRPosition(line: 1, column: 1),
      file: fileName, text: [])
  }
  var parser = IRParser(text, fileName: fileName)
  try parser.parseTopLevel()
  try parser.finishTopLevel()
  try parser.parseBodies()
  return parser.module
}
