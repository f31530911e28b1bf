import Testing

@testable import Scenarios
@testable import Sim

private func diagram(_ columns: [String], _ rows: [(Int, String, Int, Bool)]) -> Diagram {
  Diagram(
    columns: columns,
    rows: rows.map { Diagram.Row(column: $0.0, text: $0.1, depth: $0.2, isMarked: $0.3) })
}

@Suite("Diagram")
struct DiagramTests {
  @Test("two columns are 32 apart")
  func wide() {
    let d = diagram(
      ["admin", "work foo_detect"],
      [
        (0, "foo_remove()", 0, false), (1, "foo_detect()", 0, false), (0, "kfree()", 1, false),
        (1, "dev->cards", 1, true),
      ])
    #expect(
      d.text() == """
            admin                           work foo_detect
            foo_remove()
                                            foo_detect()
              kfree()
                                              dev->cards
                                              ^^^^^^^^^^

        """)
  }

  @Test("24 apart where the right one is too wide for that, more where the left one is")
  func widths() {
    let long = String(repeating: "r", count: 40)
    #expect(
      diagram(["a", "b"], [(0, "f()", 0, false), (1, long, 0, true)]).text() == """
            a                       b
            f()
                                    \(long)
                                    \(String(repeating: "^", count: 40))

        """)
    // 33 characters and 2 are 35: 36.
    let left = String(repeating: "l", count: 33)
    let text = diagram(["a", "b"], [(0, left, 0, false), (1, "g()", 0, false)]).text()
    #expect(text.split(separator: "\n")[0] == "    a" + String(repeating: " ", count: 35) + "b")
    // Exactly to the last column.
    let last = String(repeating: "r", count: 75 - 28)
    #expect(
      diagram(["a", "b"], [(1, last, 0, false)]).text().split(separator: "\n")[1].count == 75)
  }

  @Test("three columns are 24 or 20 apart")
  func three() {
    #expect(
      diagram(["a", "b", "c"], [(2, "f()", 0, false)]).text().split(separator: "\n")[0]
        == "    a                       b                       c")
    let d = diagram(["a", "b", "c"], [(2, String(repeating: "c", count: 30), 0, false)])
    #expect(d.text().split(separator: "\n")[0] == "    a                   b                   c")
  }

  @Test("what cannot stand side by side is a numbered list")
  func list() {
    let long = String(repeating: "x", count: 50)
    #expect(
      diagram(
        ["admin", "work f"], [(0, long, 0, false), (1, "dev->\(long)", 1, true)]
      ).text() == """
            1. admin: \(long)
            2. work f:   dev->\(long)
                         \(String(repeating: "^", count: 55))

        """)
  }

  @Test("labels where they fit, and the names alone where only they do")
  func labels() {
    var d = diagram(["admin", "work foo_detect"], [(0, "f()", 0, false)])
    d.hasLabels = true
    #expect(d.text().hasPrefix("    CPU0 (admin)                    CPU1 (work foo_detect)\n"))
    d.columns[1] = "work " + String(repeating: "f", count: 55)
    #expect(d.text().hasPrefix("    admin   work f"))
  }

  @Test("in a list, a callback whose name is too long to stand twice only starts")
  func start() throws {
    let name = String(repeating: "f", count: 40)
    let d = diagram(
      ["work \(name)", "admin"], [(0, "\(name)()", 0, false), (1, "\(name)()", 0, false)])
    #expect(
      d.text() == """
            1. work \(name): start
            2. admin: \(name)()

        """)
    #expect(try parseInterleaving(d.text()).script[0].operation == .call("start"))
  }

  @Test("no heading and no rows")
  func empty() {
    #expect(Diagram(columns: [], rows: []).text() == "\n")
    #expect(
      diagram(["a"], [(3, "f()", 0, false), (0, "g()", -4, false)]).text() == "    a\n    g()\n")
  }

  @Test("any table is read back, keeps to 75 columns unless it is a list, and has no tabs")
  func roundTrip() throws {
    var random = Random(seed: 11)
    func next(_ n: Int) -> Int { Int(random.next(below: UInt64(n))) }
    func word(_ most: Int) -> String {
      let letters = Array("abcdefgh_xyz")
      return "f" + String((0..<next(most)).map { _ in letters[next(letters.count)] })
    }
    var lists = 0
    for _ in 0..<500 {
      var threads: [(String, Int)] = []
      for n in 0...next(4) {
        let kind = ["", "", "work ", "timer ", "irq "][next(5)]
        threads.append((kind + word(14) + "\(n)", 1 + next(3) / 2))
      }
      var d = Diagram(
        columns: threads.map { $0.1 > 1 ? "\($0.0)#\($0.1)" : $0.0 }, rows: [])
      var script: [ScriptRow] = []
      for _ in 0...next(12) {
        let column = next(threads.count)
        let operation: ScriptOperation
        switch next(6) {
        case 0: operation = .step(word(20))
        case 1: operation = .line(file: word(8) + ".c", line: 1 + next(3000))
        case 2: operation = .access("\(word(6))->\(word(next(8) == 0 ? 60 : 6))[\(next(9))].x")
        case 3: operation = .access("(*\(word(5)))[\(next(9))]")
        case 4: operation = .call(["return", "start"][next(2)])
        default: operation = .call(word(24))
        }
        let cell = Cell(
          operation: operation, occurrence: next(3) == 0 ? 1 + next(20) : 1,
          answers: next(5) == 0 ? [UInt16(next(4)), UInt16(next(300))] : [])
        d.rows.append(
          Diagram.Row(
            column: column, text: cellText(cell), depth: next(9), isMarked: next(8) == 0))
        script.append(
          ScriptRow(
            thread: threads[column].0, ordinal: threads[column].1, operation: operation,
            occurrence: cell.occurrence, answers: cell.answers))
      }
      d.hasLabels = next(2) == 0
      let text = d.text()
      let isList = text.hasPrefix("    1. ")
      lists += isList ? 1 : 0
      let lines = text.split(separator: "\n")
      #expect(isList || lines.allSatisfy { $0.count <= 75 }, "\(text)")
      #expect(!text.contains("\t") && lines.allSatisfy { !$0.hasSuffix(" ") })
      // Within a file and its block, too.
      let yaml =
        "driver: a.c\ninterleaving: |\n" + lines.map { "  \($0)\n" }.joined()
      let scenario = try readScenario(bytes: Array(yaml.utf8), path: "s.yaml").get()
      #expect(scenario.interleaving?.script == script, "\(text)")
      // What is read can be printed and read again.
      let again = try parseInterleaving(text)
      #expect(again.script == script)
    }
    #expect(lists > 5 && lists < 400)
  }
}
