// Runs of the simulated kernel under small C drivers: what a case may find, and what it must.

import Testing

@testable import Scenarios
@testable import Sim

/// C compiled once for all the cases that run it.
struct CompiledC: Sendable {
  private let program: Result<Program, LoadError>

  /// `text` after the includes that nearly every driver has. The functions that a scenario calls
  /// must not be static: nothing in C would use them.
  init(_ text: String, defines: [String] = [], kernel: KernelVersion = .newest) {
    let prelude = """
      #include <linux/completion.h>
      #include <linux/delay.h>
      #include <linux/hrtimer.h>
      #include <linux/interrupt.h>
      #include <linux/io.h>
      #include <linux/kref.h>
      #include <linux/kthread.h>
      #include <linux/miscdevice.h>
      #include <linux/module.h>
      #include <linux/mutex.h>
      #include <linux/pci.h>
      #include <linux/rcupdate.h>
      #include <linux/slab.h>
      #include <linux/spinlock.h>
      #include <linux/timer.h>
      #include <linux/uaccess.h>
      #include <linux/wait.h>
      #include <linux/workqueue.h>
      #line 1 "driver.c"

      """
    program = Result { () throws(LoadError) -> Program in
      let loader = try ProgramLoader()
      return try loader.load(
        [.inline(prelude + text)], defines: defines, kernel: kernel, directory: ".")
    }
  }

  func get() throws -> Program { try program.get() }
}

/// One scenario and everything that it may find.
struct KernelCase: Sendable, CustomTestStringConvertible {
  var name: String
  /// The keys of a scenario beside `driver`, as YAML.
  var world: String
  /// Each `CHECK`, or `CHECK: TEXT` with a part of the function, kind or message. Some seed must
  /// find each of them and no seed anything else; none means that the scenario is clean.
  var finds: [String]

  init(_ name: String, _ world: String, finds: String...) {
    self.init(name, world, finds: finds)
  }

  init(_ name: String, _ world: String, finds: [String]) {
    self.name = name
    self.world = world
    self.finds = finds
  }

  /// Threads that each call one function, or several: `"a", "b c"` are two threads.
  init(_ name: String, calls: [String], finds: String...) {
    let threads = calls.enumerated().map { n, functions in
      let list = functions.split(separator: " ").map { "call \($0)" }.joined(separator: ", ")
      return "t\(n): [\(list)]"
    }
    self.name = name
    self.world = "threads: {\(threads.joined(separator: ", "))}"
    self.finds = finds
  }

  var testDescription: String { name }

  /// Explores the case, and holds what was found against what it must find.
  ///
  /// - Parameter seeds: how many have to be clean where nothing may be found; what must be found may
  ///   take ten times as many.
  func check(
    _ c: CompiledC, seeds: UInt64 = 600, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = "driver: driver.c\n" + world
    let scenario = try readScenario(bytes: Array(text.utf8), path: "\(name).yaml").get()
    let machine = Machine(program: try c.get(), world: scenario.world)
    machine.prepare()
    let pilot = machine.pilot()
    var tally = Tally()
    var missing = finds
    var next: UInt64 = 0
    let most = finds.isEmpty ? seeds : 10 * seeds
    while next < most, finds.isEmpty || !missing.isEmpty {
      let end = min(most, next + 200)
      tally.merge(machine.explore(next..<end, ExploreOptions(), pilot))
      next = end
      missing = finds.filter { wanted in
        !tally.found.contains { Self.matches($0.finding, wanted) }
      }
    }
    let found = tally.found.map(\.finding)
    let unexpected = found.filter { f in !finds.contains { Self.matches(f, $0) } }
    #expect(
      missing.isEmpty, "\(name): not found; found \(found.map(Self.text))",
      sourceLocation: sourceLocation)
    #expect(
      unexpected.isEmpty, "\(name): \(unexpected.map(Self.text))", sourceLocation: sourceLocation)
    #expect(tally.noVerdict.isEmpty, "\(name)", sourceLocation: sourceLocation)
  }

  private static func matches(_ f: Finding, _ wanted: String) -> Bool {
    guard let colon = wanted.firstIndex(of: ":") else { return f.check.rawValue == wanted }
    let text = String(wanted[wanted.index(after: colon)...].drop { $0 == " " })
    return f.check.rawValue == wanted[..<colon]
      && (f.function == text || f.kind.contains(text) || f.message.contains(text))
  }

  private static func text(_ f: Finding) -> String {
    "\(f.check.rawValue) in \(f.function) [\(f.kind)]: \(f.message)"
  }
}

/// A case of one driver that is compiled in several ways: with which defines, in which world.
struct VariantCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var defines: [String]
  var world: String
  var finds: [String]

  init(_ name: String, _ defines: String..., world: String, finds: String...) {
    self.init(name, defines: defines, world: world, finds: finds)
  }
  init(_ name: String, defines: [String], world: String, finds: [String]) {
    (testDescription, self.defines, self.world, self.finds) = (name, defines, world, finds)
  }

  func check(_ driver: String, seeds: UInt64) throws {
    try KernelCase(testDescription, world, finds: finds)
      .check(CompiledC(driver, defines: defines), seeds: seeds)
  }
}
