// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel
import Localisation
import Web
import WritingRules

/// What the directory knows on the day of the basis for extradition between two States.
/// - Source: UNCAC 44(4)-(7)
struct ExtraditionExplanation: Sendable {
  let words: Words

  func html(_ input: ReadinessInput) -> HTML {
    guard let from = input.content.requestingState, let to = input.content.requestedState else { return .nothing }
    return panel(words("writing.stances"), .info) {
      facts([
        (words.state(from), stance(input.takesConvention.requesting)), (words.state(to), stance(input.takesConvention.requested)),
        (words.capitalised("writing.stances.treaty"), treaty(input.basis)),
      ])
    }
  }

  private func stance(_ stance: Stance?) -> HTML {
    switch stance {
    case .yes: HTML(words("directory.stance.yes"))
    case .no: HTML(words("directory.stance.no"))
    case .conditions(let said):
      HTML {
        words("directory.stance.conditions")
        " "
        typedText(said)
      }
    case nil: HTML(words("directory.notKnown"))
    }
  }

  private func treaty(_ basis: LegalBasis?) -> HTML {
    switch basis?.mode {
    // Those paragraphs are on assistance: an agreement on them leaves the extradition treaty in force.
    case .otherTreaty, .election: HTML(words("directory.stance.yes"))
    case .convention, .noTreaty, nil: HTML(words("directory.notKnown"))
    }
  }
}
