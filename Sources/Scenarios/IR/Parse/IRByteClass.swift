// Classes of bytes, so that the lexer decides with one look.

/// Sets of bytes, as bits of `byteClasses`.
enum IRByteClass {
  /// `[a-zA-Z_]`.
  static let letter: UInt8 = 1
  /// `[0-9]`.
  static let digit: UInt8 = 2
  /// `[a-zA-Z0-9_]`: of keywords.
  static let word: UInt8 = 4
  /// `[-a-zA-Z$._0-9]`: of names.
  static let name: UInt8 = 8
  /// What `IRLexer.skipBalanced` must look at.
  static let structural: UInt8 = 16
  /// The backslash.
  static let backslash: UInt8 = 32

  /// The classes of each byte.
  static let all: [UInt8] = {
    var classes = [UInt8](repeating: 0, count: 256)
    func mark(_ text: String, _ mask: UInt8) {
      for byte in text.utf8 { classes[Int(byte)] |= mask }
    }
    mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", letter | word | name)
    mark("0123456789", digit | word | name)
    mark("-$.", name)
    mark("()[]{}\";\n\0", structural)
    mark("\\", backslash)
    return classes
  }()
}
