import Testing

@testable import Scenarios

@Suite("IR: names of accesses")
struct IRAccessNamesTests {
  /// The names of all loads and stores of `function`, in order; dots for one without a name.
  private func names(_ function: String, of file: String = "driver.ll") throws -> [String] {
    let module = try readIR(try irFixture(file), fileName: file)
    let body = try #require(module.function(named: function))
    let names = AccessNames(body, in: module, info: DebugInfo(module))
    return body.blocks.flatMap(\.instructions).compactMap { instruction in
      let pointer: IRTypedValue
      let type: IRType
      switch instruction.operation {
      case .load(let load): (pointer, type) = (load.pointer, load.type)
      case .store(let store): (pointer, type) = (store.pointer, store.value.type)
      default: return nil
      }
      let size = Int(module.layout.storeSize(of: type) ?? 0)
      return names.text(of: pointer.value, size: size) ?? "..."
    }
  }

  @Test("accesses through pointers are named as in the source")
  func pointers() throws {
    let op = try names("op")
    for name in [
      "dev", "arg", "dev->matrix[1][arg]", "dev->f1|f2|f3", "dev->gone", "dev->ops[...]",
    ] {
      #expect(op.contains(name), "\(name) in \(op)")
    }
    let work = try names("work_fn")
    for name in ["work", "dev->regs[1].x", "dev->inner.w.bytes[2]", "dev->q", "dev->name"] {
      #expect(work.contains(name), "\(name) in \(work)")
    }
    let atomics = try names("atomics")
    #expect(atomics.contains("*q"))
  }

  @Test("accesses to variables are named as in the source")
  func variables() throws {
    let exit = try names("exit_driver")
    #expect(exit.contains("i") && exit.contains("the_dev.regs[i].a"))
    let start = try names("init_driver")
    for name in ["the_dev.work.func", "inside", "distance", "r.a"] {
      #expect(start.contains(name), "\(name) in \(start)")
    }
    // The result of a call has no name.
    #expect(try names("pass").contains("by.a"))
    #expect(try names("pass").contains("big.inner.count"))
  }

  @Test("nearly every access of unoptimised code has a name")
  func coverage() throws {
    let module = try readIR(try irFixture("driver.ll"), fileName: "driver.ll")
    let all = try module.functions.filter(\.isDefinition).flatMap { try names($0.name) }
    // What has none are the temporaries of the compiler.
    #expect(all.count { $0 != "..." } * 100 >= all.count * 70)
  }

  @Test("optimised code and Rust have names too")
  func others() throws {
    let exit = try names("exit_driver", of: "driver-O1.ll")
    #expect(!exit.isEmpty)
    let rust = try readIR(try irFixture("rust.ll"), fileName: "rust.ll")
    let take = try #require(rust.functions.first { $0.name.contains("4take") && $0.isDefinition })
    #expect(try names(take.name, of: "rust.ll").contains("self.a"))
  }
}
