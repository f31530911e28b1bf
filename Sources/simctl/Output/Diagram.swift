// A finding's race diagram, as the kernel's commit messages have it.

import Scenarios
import Sim

/// The lines of a story's diagram. They can be pasted back as `interleaving:`.
func diagramLines(_ story: Story) -> [String] {
  Diagram(story).text().split(separator: "\n").map(String.init)
}
