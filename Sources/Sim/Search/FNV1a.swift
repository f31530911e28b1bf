/// The hash FNV-1a, over words or bytes.
public struct FNV1a {
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  public init() {}

  public mutating func add(_ v: UInt64) { value = (value ^ v) &* 0x0000_0100_0000_01b3 }
  public mutating func add(_ text: String) { for b in text.utf8 { add(UInt64(b)) } }
}
