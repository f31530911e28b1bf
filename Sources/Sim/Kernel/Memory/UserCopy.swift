// Copying from and to user space: may fault, so may sleep. User memory holds zeros.

enum UserCopy {
  private static let area = "user copies"

  static let symbols: [Symbol] = [
    Symbol(
      "_copy_to_user", as: "copy_to_user", in: area, from: .process, sleeps: true,
      source: "lib/usercopy.c:_copy_to_user, 6.12",
      approximation: "faults only where the scenario says so",
      .value { m in
        let n = m.argument(2)
        if m.failsByFault("_copy_to_user") { return n }
        if n > 0, m.bytes(m.argument(1), n) == nil {
          m.reportAccess(m.argument(1), Int(truncatingIfNeeded: min(n, 1 << 30)), .read)
        }
        return 0
      }),
    Symbol(
      "_copy_from_user", as: "copy_from_user", in: area, from: .process, sleeps: true,
      source: "lib/usercopy.c:_copy_from_user, 6.12",
      approximation: "faults only where the scenario says so; user memory holds zeros",
      .value { m in
        let n = m.argument(2)
        if m.failsByFault("_copy_from_user") { return n }
        if n == 0 { return 0 }
        guard let to = m.bytes(m.argument(0), n) else {
          m.reportAccess(m.argument(0), Int(truncatingIfNeeded: min(n, 1 << 30)), .write)
          return 0
        }
        to.initializeMemory(as: UInt8.self, repeating: 0, count: Int(n))
        return 0
      }),
  ]
}
