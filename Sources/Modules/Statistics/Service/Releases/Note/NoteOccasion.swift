// SPDX-License-Identifier: Apache-2.0
public import Documents

/// To which meeting, agenda item and mandates the statistical note belongs, as the meetings tell it in one language.
public struct NoteOccasion: Sendable {
  /// A thing of a meeting with its address on this node.
  public struct Linked: Sendable {
    /// What it is called.
    public let words: OfficialPaper.Piece
    /// Where it stands.
    public let url: String

    /// Names a thing.
    public init(_ words: OfficialPaper.Piece, url: String) {
      self.words = words
      self.url = url
    }
  }

  /// What stands above the title.
  public let masthead: OfficialPaper.Masthead
  /// The symbol on the head of each page, where it is known.
  public let runningHead: String?
  /// The meeting.
  public let meeting: Linked
  /// The item under which the note is taken up; `nil` where none lists it.
  public let item: Linked?
  /// The mandates that it answers.
  public let mandates: [Linked]

  /// Tells to what the note belongs.
  public init(masthead: OfficialPaper.Masthead, runningHead: String?, meeting: Linked, item: Linked?, mandates: [Linked]) {
    self.masthead = masthead
    self.runningHead = runningHead
    self.meeting = meeting
    self.item = item
    self.mandates = mandates
  }
}
