import Testing

@testable import Scenarios
@testable import Sim

/// The rows of a diagram as `THREAD: CELL`, or its errors as `LINE:COLUMN: MESSAGE`.
private func rows(_ text: String) -> [String] {
  do throws(InterleavingError) {
    return try parseInterleaving(text).script.map { row in
      let thread = row.ordinal > 1 ? "\(row.thread)#\(row.ordinal)" : row.thread
      let cell = Cell(operation: row.operation, occurrence: row.occurrence, answers: row.answers)
      return "\(thread): \(cellText(cell))"
    }
  } catch {
    return error.refusals.map { "\($0.position.line):\($0.position.column): \($0.message)" }
  }
}

@Suite("Parse interleaving")
struct ParseInterleavingTests {
  static let two = ["admin: free_irq()", "work foo_detect: foo_detect()", "admin: kfree()"]

  /// The same three rows, written as people write them.
  static let layouts: [String] = [
    """
    admin                         work foo_detect
    free_irq
                                  foo_detect
    kfree
    """,
    // As in a commit message: labels, arguments, nesting, carets, a ruler, an outcome.
    """
        CPU0 (admin)                    CPU1 (work foo_detect)
        ----                            ----

          free_irq(dev->irq, dev);
                                        foo_detect(work)
                kfree(dev);
                ^^^^^ here it goes
        *** BUG: KASAN: use-after-free ***
    """,
    // A table whose bars are not aligned.
    """
    | CPU0: admin | CPU 1 - work foo_detect |
    |:---|---:|
    | `free_irq()` | |
    | | foo_detect |
    | kfree(dev) | |
    """,
    // Bars only between the columns.
    """
    admin              |  work foo_detect
    ===================|==================
    free_irq()         |
                       |  foo_detect()
    kfree()            |
    """,
    // A ruler below a heading that has none.
    """
    admin                 work foo_detect
                     |
    free_irq()       |
                     |    foo_detect()
    kfree()          |
    """,
    // Tabs.
    "admin\t\t\t\twork foo_detect\nfree_irq();\n\t\t\t\tfoo_detect();\nkfree();\n",
    // One tab parts columns, however short the way.
    "1234567\twork foo_detect\nx\n".replacing("1234567", with: "admin  ").replacing(
      "x\n", with: "free_irq\n\tfoo_detect\nkfree\n"),
    // Comments of both kinds, over lines too; an ellipsis.
    """
    /* from the list:
       CPU0   CPU1 */
    admin                         work foo_detect     // two
    free_irq   /* waits */        // and then
    ...                           ...
                                  foo_detect /* now
       kfree() */
    kfree // boom
    """,
    // Quoted in a mail, in a C comment, in shell output.
    "> admin        work foo_detect\n> free_irq\n>              foo_detect\n>\n> kfree\n",
    " * admin        work foo_detect\n * free_irq\n *              foo_detect\n *\n * kfree\n",
    "# admin        work foo_detect\n# free_irq\n#              foo_detect\n# kfree\n",
    // The numbered list.
    """
        1. admin: free_irq()
        2. work foo_detect: foo_detect()
        3. admin:   kfree()
                    ^^^^^^^
    """,
    " 1) admin: free_irq\n\n 9) work foo_detect: foo_detect\n10) admin: kfree // gone\n",
    // A heading that says the CPU last, in another order.
    """
    work foo_detect (CPU1)    admin (CPU 0)
                              free_irq
    foo_detect
                              kfree
    """,
  ]

  @Test("one diagram in many layouts", arguments: layouts)
  func layout(_ text: String) {
    #expect(rows(text) == Self.two)
  }

  /// Cells, and the operation that they name.
  static let cells: [(String, String)] = [
    ("kfree", "kfree()"), ("kfree();", "kfree()"), ("kfree(dev->buf);", "kfree()"),
    ("`kfree()`", "kfree()"), ("kfree#2", "kfree#2()"), ("kfree()#2", "kfree#2()"),
    ("kfree#2()", "kfree#2()"), ("kfree #1", "kfree()"), ("free_irq() ...", "free_irq() ..."),
    ("free_irq ... #3", "free_irq#3() ..."), ("free_irq#3 ...", "free_irq#3() ..."),
    ("free_irq…", "free_irq() ..."), ("readl() -> #1", "readl() -> #1"),
    ("readl(regs)#2 -> #0 -> #7", "readl#2() -> #0 -> #7"), ("return", "return"),
    ("return;", "return"), ("start", "start"), ("foo.c:120", "foo.c:120"),
    ("drivers/x/foo.c:120", "foo.c:120"), ("foo.c:9#2", "foo.c:9#2"),
    ("dev->gone", "dev->gone"), ("dev->gone = true;", "dev->gone"),
    ("dev->gone #2", "dev->gone #2"), ("dev->gone -> #1", "dev->gone -> #1"),
    ("dev->flags |= 1", "dev->flags"), ("dev->shift <<= 2", "dev->shift"),
    ("dev->cards++;", "dev->cards"), ("--dev->cards", "dev->cards"),
    ("*count = 0", "*count"), ("dev->q[1].x", "dev->q[1].x"), ("(*p)[2]", "(*p)[2]"),
    ("x = dev->gone;", "dev->gone"), ("u32 status = readl(regs);", "readl()"),
    ("struct foo *dev = kzalloc(sizeof(*dev), GFP_KERNEL);", "kzalloc()"),
    ("gone = true", "gone"), ("if (dev->gone)", "dev->gone"), ("if (!dev->gone) {", "dev->gone"),
    ("while (readl(regs) & 1)", "readl(regs) & 1"),
    ("if (schedule_work(&d->w))", "schedule_work()"),
    ("if (dev->state == GONE)", "dev->state"), ("return dev->cards;", "dev->cards"),
    ("return readl(dev->regs)", "readl()"), ("READ_ONCE(dev->gone)", "dev->gone"),
    ("WRITE_ONCE(dev->gone, f(1, 2));", "dev->gone"), ("smp_store_release(&d->x, 1)", "d->x"),
    ("a  ->  b", "a -> b"), ("if ()", "if()"),
  ]

  @Test("a cell is what it calls, or what it accesses", arguments: cells)
  func cell(_ written: String, _ expected: String) throws {
    let cell = try parseCell(written)
    #expect(cellText(cell) == expected)
  }

  /// Cells that name nothing, and what is said.
  static let badCells: [(String, String)] = [
    (";", "';' names no operation"), ("``", "'``' names no operation"),
    ("the timer fires", "'the timer fires' names no operation"),
    ("<irq>", "'<irq>' names no operation"),
    ("kfree#0", "'#0' is no occurrence"), ("kfree#99999999", "'#99999999' is no occurrence"),
    ("readl -> #", "'#' is no answer"), ("readl -> #40000", "'#40000' is no answer"),
    ("dev->x ...", "'...' is one step of a call: 'dev->x' is none"),
    ("...", "'...' names no operation"),
    ("foo.c:0", "there is no line 0"), ("foo.c:12:3", "'foo.c:12:3' is not FILE:LINE"),
  ]

  @Test("a cell that names nothing is refused", arguments: badCells)
  func badCell(_ written: String, _ expected: String) {
    #expect(throws: CellRefusal.self) { try parseCell(written) }
    do { _ = try parseCell(written) } catch { #expect(error.message == expected) }
  }

  @Test("three columns, several instances of a thread, cells nearest to their heading")
  func columns() {
    #expect(
      rows(
        """
        admin        work f       work f#2
           a1()
        a2()
                  b1()
                      b2()
                                  c1()
        """) == [
          "admin: a1()", "admin: a2()", "work f: b1()", "work f: b2()", "work f#2: c1()",
        ])
  }

  @Test("a bar that is no separator")
  func escapedBar() {
    #expect(
      rows("| a | b |\n| x->flags \\|= 1 | |\n| | y \\|\\| z->w |\n")
        == ["a: x->flags", "b: y || z->w"])
  }

  @Test("labels are kept, and positions count from the text's first line")
  func positions() throws {
    let t = try parseInterleaving("\n  CPU 1 (admin)\tT\n\n\n\t\tfoo\n")
    #expect(t.columns.map(\.label) == ["CPU 1", ""])
    #expect(t.columns.map(\.position.column) == [3, 17])
    #expect(t.rows[0].position == SourcePosition(line: 5, column: 3))
    #expect(t.rows[0].column == 1 && t.rows[0].text == "foo")
  }

  @Test("errors name the row and its place, and all are told")
  func errors() {
    #expect(
      rows(
        """
        admin        work f
        kfree()      readl()
          kfree#0

                     it breaks
        """) == [
          "2:14: row 1: two operations in one row", "3:3: row 1: '#0' is no occurrence",
          "5:14: row 2: 'it breaks' names no operation",
        ])
    #expect(rows("") == ["1:1: the interleaving is empty"])
    #expect(rows("CPU0\n") == ["1:1: column 'CPU0' names no thread"])
    #expect(rows("admin\n") == ["1:1: the interleaving has no rows"])
    #expect(
      rows((0..<17).map { "t\($0)" }.joined(separator: "  ") + "\nx\n")
        == ["1:71: more than 16 columns"])
    #expect(rows("a\n" + String(repeating: "kfree\n", count: 20_001)).count == 1)
    #expect(
      rows("1. a: kfree\n2. kfree\n3. : kfree\nfoo\n") == [
        "2:1: row 2: this is not 'NUMBER. THREAD: OPERATION'",
        "3:1: row 2: this is not 'NUMBER. THREAD: OPERATION'",
        "4:1: row 2: this is not 'NUMBER. THREAD: OPERATION'",
      ])
  }
}

@Suite("Interleaving in a scenario")
struct ScenarioInterleavingTests {
  @Test("a row that cannot happen is told at its cell")
  func row() throws {
    let yaml = "driver: a.c\nthreads: {t: bind}\ninterleaving: |\n  t\n  probe(x);\n"
    let s = try readScenario(bytes: Array(yaml.utf8), path: "s.yaml").get()
    #expect(
      s.diagnostic(row: 0, "t waits").text() == """
        s.yaml:5:3: error: row 1: t waits
            5 |   probe(x);
              |   ^~~~~~~~~
        """)
    #expect(s.diagnostic(row: 9, "t waits").text() == "s.yaml: error: row 10: t waits")
  }

  @Test("a variant that has other threads is not held against the scenario's diagram")
  func variants() throws {
    let head = "driver: a.c\nthreads: {t: bind}\n"
    let diagram = "interleaving: |\n  t\n  probe\n"
    let inherits = head + diagram + "variants: {v: {threads: {u: bind}}}\n"
    #expect(throws: Never.self) {
      try readScenario(bytes: Array(inherits.utf8), path: "s.yaml").get()
    }
    let own = head + "variants:\n  v:\n    threads: {u: bind}\n    interleaving: |\n      t\n      p\n"
    guard case .failure(let error) = readScenario(bytes: Array(own.utf8), path: "s.yaml") else {
      Issue.record("accepted")
      return
    }
    #expect(
      error.diagnostics.map(\.headline) == [
        "s.yaml:7:7: error: there is no thread 't' (in variant 'v')"
      ])
  }
}
