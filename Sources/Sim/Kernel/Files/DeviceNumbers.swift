// The numbers of character devices: ranges that drivers reserve, each under a name.
//
// Source: fs/char_dev.c, 6.12.

enum DeviceNumbers {
  private static let area = "character devices"
  private static let file = "fs/char_dev.c"

  /// The words of a range of reserved numbers.
  enum Range {
    static let first = 1
    static let number = 2
    /// A copy of its name.
    static let name = 3
    /// The cdev of `register_chrdev()`, 0 otherwise.
    static let cdev = 4
    static let module = 5
    static let count = 6
  }
  /// A `dev_t` or a count.
  static func word32(_ p: UInt64) -> UInt64 { p & 0xffff_ffff }

  /// Reserves `count` numbers from `first`: the record of the range, 0 if some are taken.
  static func reserve(
    _ m: Machine, _ first: UInt64, _ count: UInt64, name: Pointer, cdev: Pointer = 0
  ) -> Pointer {
    let taken = m.first(on: Word.numberList) {
      let other = m.word($0, Range.first)
      return first < other &+ m.word($0, Range.number) && other < first &+ count
    }
    if taken != 0 { return 0 }
    let text = Array(m.string(at: name).utf8) + [0]
    let copy = m.makeObject(.kernel, size: text.count, type: .buffer)
    let record = m.makeRecord(Range.count)
    if !m.isRunning { return 0 }
    for (i, byte) in text.enumerated() { m.store(copy &+ UInt64(i), UInt64(byte), 1) }
    m.setWord(record, Range.first, first)
    m.setWord(record, Range.number, count)
    m.setWord(record, Range.name, copy)
    m.setWord(record, Range.cdev, cdev)
    m.setWord(record, Range.module, UInt64(m.callerModule() + 1))
    m.push(record, on: Word.numberList)
    return record
  }

  /// The newest free major number, as the kernel gives them out from 254 down.
  static func freeMajor(_ m: Machine) -> UInt64 {
    var major: UInt64 = 254
    while m.first(on: Word.numberList, where: { m.word($0, Range.first) >> 20 == major }) != 0 {
      major -= 1
    }
    return major
  }

  /// Gives numbers back; what was not reserved is passed over in silence, as by the kernel.
  static func release(_ m: Machine, _ first: UInt64, _ count: UInt64) -> Pointer {
    let record = m.first(on: Word.numberList) {
      m.word($0, Range.first) == first && m.word($0, Range.number) == count
    }
    if record != 0 { m.unlink(record, from: Word.numberList) }
    return record
  }

  /// A name of numbers that `module` still holds, or nil.
  static func leftNumbers(_ m: Machine, module: Int) -> String? {
    let record = m.first(on: Word.numberList) { m.word($0, Range.module) == UInt64(module + 1) }
    return record == 0 ? nil : m.string(at: m.word(record, Range.name))
  }

  /// The cdev that `register_chrdev()` made for a range, 0 otherwise.
  static func cdev(_ m: Machine, _ range: Pointer) -> Pointer { m.word(range, Range.cdev) }

  /// The number of the device file of that name: the name of a range stands for its first number,
  /// with digits after it for one of the others.
  static func number(_ m: Machine, named name: String) -> UInt64? {
    let wanted = name.hasPrefix("/dev/") ? String(name.dropFirst(5)) : name
    var found: UInt64?
    _ = m.first(on: Word.numberList) { r in
      let range = m.string(at: m.word(r, Range.name))
      let first = m.word(r, Range.first)
      if wanted == range {
        found = first
      } else if wanted.hasPrefix(range), let n = UInt64(wanted.dropFirst(range.count)),
        n < m.word(r, Range.number)
      {
        found = first + n
      }
      return found != nil
    }
    return found
  }

  static let symbols: [Symbol] = [
    Symbol(
      "register_chrdev_region", in: area, from: .process, sleeps: true,
      source: "\(file):register_chrdev_region, 6.12",
      .value { m in
        if m.failsByFault("register_chrdev_region") { return Machine.int(-12) }
        let r = reserve(m, word32(m.argument(0)), word32(m.argument(1)), name: m.argument(2))
        return r == 0 ? Machine.int(-16) : 0
      }),
    Symbol(
      "alloc_chrdev_region", in: area, from: .process, sleeps: true,
      source: "\(file):alloc_chrdev_region, 6.12",
      .value { m in
        if m.failsByFault("alloc_chrdev_region") { return Machine.int(-12) }
        let first = freeMajor(m) << 20 | word32(m.argument(1))
        let r = reserve(m, first, word32(m.argument(2)), name: m.argument(3))
        if r == 0 { return Machine.int(-16) }
        m.store(m.argument(0), first, 4)
        return 0
      }),
    Symbol(
      "unregister_chrdev_region", in: area, from: .process, sleeps: true,
      source: "\(file):unregister_chrdev_region, 6.12",
      fences: "nothing: it gives numbers back, and the device can still be opened",
      .value { m in
        _ = release(m, word32(m.argument(0)), word32(m.argument(1)))
        return 0
      }),
  ]
}
