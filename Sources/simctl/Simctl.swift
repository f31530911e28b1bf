import ArgumentParser

@main
struct Simctl: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "simctl")
}
