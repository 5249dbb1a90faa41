// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A body of the Convention's machinery, or a group that mandates are addressed to.
public struct Body: Codable, Hashable, Sendable {
  /// What kind of body it is.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A conference of the parties.
    case conference
    /// An open-ended intergovernmental expert meeting.
    case openEndedExpertMeeting
    /// The group that follows the country reviews.
    case reviewGroup
    /// A working group.
    case workingGroup
    /// The officers of a conference, with the coordinators of the groups.
    case extendedBureau
    /// The secretariat.
    case secretariat
    /// Those to whom a mandate speaks without being a body: States parties, participants.
    case addresseeGroup
  }

  /// The body's identifier.
  public let id: ID<Body>
  /// Its short name in files.
  public var mark: Mark
  /// What kind of body it is.
  public var kind: Kind
  /// The body it belongs to.
  public var parent: ID<Body>?
  /// What the symbols of its documents begin with, for example `CAC/COSP/EG.1`.
  public var symbolPrefix: String?
  /// Its name.
  public var name: LocalText
  /// How many words its documents may have, where that is not the usual number.
  public var wordLimits: [MeetingDocument.Kind: Int]?

  /// Describes a body.
  public init(id: ID<Body>, mark: Mark, kind: Kind, parent: ID<Body>? = nil, symbolPrefix: String? = nil, name: LocalText) {
    self.id = id
    self.mark = mark
    self.kind = kind
    self.parent = parent
    self.symbolPrefix = symbolPrefix
    self.name = name
  }

  /// Whether it meets and keeps documents of its own.
  public var holdsMeetings: Bool {
    switch kind {
    case .conference, .openEndedExpertMeeting, .reviewGroup, .workingGroup, .extendedBureau: true
    case .secretariat, .addresseeGroup: false
    }
  }
}
