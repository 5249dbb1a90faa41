// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A meeting with everything that its agenda refers to: what a check, a page or an export needs together.
public struct MeetingDossier: Codable, Hashable, Sendable {
  /// The meeting.
  public var meeting: Meeting
  /// Other meetings that it refers to.
  public var otherMeetings: [Meeting]
  /// The bodies and groups, in the order of the file.
  public var bodies: [Body]
  /// The documents, in the order of the file.
  public var documents: [MeetingDocument]
  /// The mandates, in the order of the file.
  public var mandates: [Mandate]

  /// Puts a dossier together.
  public init(
    meeting: Meeting, otherMeetings: [Meeting] = [], bodies: [Body] = [], documents: [MeetingDocument] = [], mandates: [Mandate] = []
  ) {
    self.meeting = meeting
    self.otherMeetings = otherMeetings
    self.bodies = bodies
    self.documents = documents
    self.mandates = mandates
  }

  /// A body by its identifier.
  public func body(_ id: ID<Body>?) -> Body? { bodies.first { $0.id == id } }
  /// A document by its identifier.
  public func document(_ id: ID<MeetingDocument>?) -> MeetingDocument? { documents.first { $0.id == id } }
  /// A mandate by its identifier.
  public func mandate(_ id: ID<Mandate>?) -> Mandate? { mandates.first { $0.id == id } }
  /// A meeting by its identifier: this one or another one it refers to.
  public func meeting(_ id: ID<Meeting>?) -> Meeting? { id == meeting.id ? meeting : otherMeetings.first { $0.id == id } }

  /// The items that list a document.
  public func items(listing document: ID<MeetingDocument>) -> [AgendaItem] { meeting.items.filter { $0.documents.contains(document) } }

  /// The mandates that the annotation of an item states.
  public func mandates(statedUnder item: ID<AgendaItem>) -> [Mandate] { mandates.filter { $0.statedUnder.contains(item) } }

  /// The meeting's own annotated provisional agenda, where there is one.
  public var annotatedAgenda: MeetingDocument? {
    documents.first { $0.kind == .annotatedProvisionalAgenda && $0.meeting == meeting.id }
  }
}
