import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Scenarios

@Suite("Compile")
struct CompileTests {
  let fake = try! FakePrograms()
  let compiler = try! Compiler()

  private func ir(_ module: CompiledModule) -> String { String(decoding: module.ir, as: UTF8.self) }

  private func error(_ body: () throws(CompileError) -> CompiledModule) -> CompileError? {
    do throws(CompileError) {
      _ = try body()
      return nil
    } catch {
      return error
    }
  }

  private func write(_ path: String, _ text: String) throws {
    let full = "\(fake.root)/\(path)"
    let file = try #require(fopen(full, "w"))
    fputs(text, file)
    fclose(file)
  }

  @Test("the debug information names files as the user does, and no folder of this machine")
  func paths() throws {
    try write(
      "foo.c", "#include <linux/bug.h>\n#include \"foo.h\"\nint f(int a) { return h(a); }\n")
    try write("foo.h", "static inline int h(int a) { BUG_ON(a); return a; }\n")
    let module = try compiler.compile(
      file: "foo.c", text: nil, name: "foo", defines: [], directory: fake.root)
    let text = ir(module)
    #expect(text.contains("DIFile(filename: \"foo.c\", directory: \".\""))
    #expect(text.contains("c\"./foo.h\\00\"") || text.contains("c\"foo.h\\00\""))
    #expect(!text.contains("/tmp/"))
    #expect(module.warnings == "")
  }

  @Test("clang's errors and warnings name the path from where the user is")
  func diagnostics() throws {
    try write("bad.c", "#include \"bad.h\"\nint f(void) { return nothing_such(1); }\n")
    try write("bad.h", "int g(void) { return }\n")
    let e = try #require(
      error { () throws(CompileError) in
        try compiler.compile(
          file: "bad.c", text: nil, name: "bad", defines: [], directory: fake.root)
      })
    #expect(e.message == "\(fake.root)/bad.c does not compile")
    #expect(e.clangOutput.contains("In file included from \(fake.root)/bad.c:1:"))
    #expect(e.clangOutput.contains("\n\(fake.root)/bad.h:1:22: error: expected expression"))
    #expect(e.clangOutput.contains("\n\(fake.root)/bad.c:2:22: error: call to undeclared"))
  }

  @Test("warnings are kept, and a header's path is the one that is included")
  func warnings() throws {
    let module = try compiler.compile(
      file: nil, text: "#include <linux/slab.h>\nint f(void) { int u; return 0; }\n", name: "m",
      defines: [], directory: ".")
    #expect(module.warnings.hasPrefix("<stdin>:2:19: warning: unused variable 'u'"))
    let e = try #require(
      error { () throws(CompileError) in
        try compiler.compile(
          file: nil, text: "#define slab_h_broken\n#include <linux/no-such.h>\n", name: "m",
          defines: [], directory: ".")
      })
    #expect(e.clangOutput.contains("'linux/no-such.h' file not found"))
    #expect(!e.clangOutput.contains(compiler.headerRoot))
  }

  @Test("C text of a scenario keeps the lines of the scenario")
  func inlineLines() throws {
    let text = inlineText("int a;\nint f(void) { int u; return a; }\n", line: 12, in: "x/s.yaml")
    let module = try compiler.compile(
      file: nil, text: text, name: "m", defines: [], directory: fake.root)
    #expect(module.warnings.hasPrefix("\(fake.root)/s.yaml:13:19: warning: unused variable"))
    #expect(ir(module).contains("DIFile(filename: \"s.yaml\""))
    #expect(inlineText("", line: 0, in: "a\"b\\.yaml").hasPrefix("#line 1 \"a\\\"b\\\\.yaml\"\n"))
    #expect(inlineText("", line: 3, in: "-").hasPrefix("#line 3 \"<stdin>\"\n"))
  }

  @Test("definitions, and what the kernel's build defines")
  func defines() throws {
    let text = """
      #if CARDS != 2 || !defined(FIX) || !defined(MODULE) || !defined(__KERNEL__)
      #error not defined
      #endif
      const char name[] = KBUILD_MODNAME;
      """
    let module = try compiler.compile(
      file: nil, text: text, name: "a-b\"c", defines: ["CARDS=2", "FIX"], directory: ".")
    #expect(ir(module).contains("c\"a_b\\22c\\00\""))
  }

  @Test("a file whose name begins with a dash is no option")
  func dash() throws {
    try write("-v.c", "int f(void) { return 1; }\n")
    let module = try compiler.compile(
      file: "-v.c", text: nil, name: "-v", defines: [], directory: fake.root)
    #expect(ir(module).contains("@f("))
  }

  @Test("include paths of the environment are not looked at")
  func environment() throws {
    mkdir("\(fake.root)/linux", 0o700)
    try write("linux/only_here.h", "")
    setenv("CPATH", fake.root, 1)
    defer { unsetenv("CPATH") }
    #expect(
      error { () throws(CompileError) in
        try compiler.compile(
          file: nil, text: "#include <linux/only_here.h>\n", name: "m", defines: [], directory: ".")
      } != nil)
  }

  @Test("a clang that crashes, hangs its output, or is not there is told apart")
  func brokenClang() throws {
    func message(_ path: String) -> String? {
      error { () throws(CompileError) in
        try Compiler(clang: Clang(path: path, version: 20)).compile(
          file: "x.c", text: nil, name: "x", defines: [], directory: fake.root)
      }?.message.replacing(fake.root, with: "")
    }
    #expect(
      message(try fake.script("killed", "kill -SEGV $$"))
        == "clang was killed by signal 11 while it compiled /x.c")
    #expect(message(try fake.script("silent", "exit 0")) == "/silent wrote no LLVM IR for /x.c")
    #expect(message("\(fake.root)/none") == "/none cannot be started")
  }

  @Test("several threads compile at once, to the same bytes")
  func threads() throws {
    let text = (0..<200).map { "int f\($0)(int a) { return a + \($0); }\n" }.joined()
    let compiler = self.compiler
    let results = Mutex<[[UInt8]]>([])
    DispatchQueue.concurrentPerform(iterations: 6) { _ in
      let module = try? compiler.compile(
        file: nil, text: text, name: "m", defines: [], directory: ".")
      results.withLock { $0.append(module?.ir ?? []) }
    }
    let all = results.withLock { $0 }
    #expect(all.count == 6 && !all[0].isEmpty && all.allSatisfy { $0 == all[0] })
    #expect(try compiler.compileLayouts() == Compiler().compileLayouts())
  }

  @Test("the headers of a process lie in one private folder")
  func headers() throws {
    #expect(try Compiler().headerRoot == compiler.headerRoot)
    var info = stat()
    try #require(stat(compiler.headerRoot, &info) == 0)
    #expect(info.st_mode & 0o777 == 0o700)
    #expect(access("\(compiler.headerRoot)/linux/module.h", R_OK) == 0)
  }
}
