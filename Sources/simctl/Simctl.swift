import ArgumentParser

@main
struct Simctl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simctl",
    abstract: "A simulated kernel that finds races between a driver and its own teardown.",
    discussion: """
      Exit status: 0 as expected, 1 not as expected, 2 no verdict, 64 wrong command line, \
      65 wrong or missing input, 70 a fault of simctl's own, 74 an output could not be written.
      """,
    version: "0.1.0",
    subcommands: [
      Run.self, Explore.self, Verify.self, Replay.self, Test.self, Explain.self, Api.self,
      Compare.self, Mutate.self,
    ])
}
