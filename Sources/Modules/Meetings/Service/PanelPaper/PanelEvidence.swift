// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What reviews of implementation say on one subject, as a paper for a panel sets it beside the figures; Node passes it in.
///
/// Numbers of States and what anybody may read: no State is named, and nothing that is not public is counted.
public struct PanelEvidence: Sendable {
  /// The subject, in six languages.
  public let subject: LocalText
  /// How many States a review found to have a challenge with it.
  public let found: Int
  /// How many States told the secretariat that they have difficulties with it in practice.
  public let told: Int
  /// The page with all that is known of the subject.
  public let url: String

  /// Describes what is said on a subject.
  public init(subject: LocalText, found: Int, told: Int, url: String) {
    self.subject = subject
    self.found = found
    self.told = told
    self.url = url
  }
}
