// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What the directory says of one State about a provision, in the reader's language.
public struct RequirementLink: Hashable, Sendable {
  /// The State.
  public let state: StateCode
  /// What it is that the State has told, for example when it asks for dual criminality.
  public let label: String
  /// What the State has told.
  public let value: String
  /// The page that says so.
  public let url: String

  /// Describes an entry.
  public init(state: StateCode, label: String, value: String, url: String) {
    self.state = state
    self.label = label
    self.value = value
    self.url = url
  }
}

/// A published figure about a provision, for example refusals on one ground, in the reader's language.
public struct FigureLink: Hashable, Sendable {
  /// What is counted, with its period.
  public let label: String
  /// The figure as it was published, with the mark of one that is withheld.
  public let value: String
  /// The release that has it.
  public let url: String

  /// Describes a figure.
  public init(label: String, value: String, url: String) {
    self.label = label
    self.value = value
    self.url = url
  }
}

/// An agenda item under which papers about reviews are taken up.
public struct AgendaLink: Hashable, Sendable {
  /// The meeting's name.
  public let meeting: String
  /// The item's number and title.
  public let item: String
  /// The item's page.
  public let url: String

  /// Describes an item.
  public init(meeting: String, item: String, url: String) {
    self.meeting = meeting
    self.item = item
    self.url = url
  }
}
