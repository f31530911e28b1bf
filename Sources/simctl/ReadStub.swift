import Scenarios
import Sim

func readScenario(path: String) -> Result<Scenario, InputError> {
  let file = path.split(separator: "/").last.map(String.init) ?? path
  var s = Scenario(path: path, name: file, drivers: [.file(file)])
  s.defines = environment("STUB_DEFINE").map { [$0] } ?? []
  return .success(s)
}
