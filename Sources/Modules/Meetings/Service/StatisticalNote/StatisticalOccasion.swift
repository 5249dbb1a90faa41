// SPDX-License-Identifier: Apache-2.0
public import Documents
public import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// The meeting for which the secretariat writes its note with statistics: its masthead, the item that lists the note, the mandates behind it.
public struct StatisticalOccasion: Sendable {
  /// What stands above the title.
  public let masthead: OfficialPaper.Masthead
  /// The symbol on the head of each page, where it is known.
  public let runningHead: String?
  /// The meeting and its address.
  public let meeting: (words: OfficialPaper.Piece, url: String)
  /// The item that lists the note, and its address; `nil` where none does.
  public let item: (words: OfficialPaper.Piece, url: String)?
  /// The mandates that are stated under the item and ask the secretariat for it, and their addresses.
  public let mandates: [(words: OfficialPaper.Piece, url: String)]
}

extension Meetings {
  /// The next meeting before which a document with statistics comes, or the last that had one; `nil` where there is none.
  public func statisticalOccasion(on day: CalendarDay, in language: Kernel.Language) async throws -> StatisticalOccasion? {
    let lines = try await store.overview().meetings
    // What comes first, then what was, the latest first.
    let order = lines.filter { $0.lastDay >= day }.sorted { $0.firstDay < $1.firstDay } + lines.filter { $0.lastDay < day }.reversed()
    for line in order.prefix(12) {
      guard let dossier = try await store.dossier(line.id)?.publicPart else { continue }
      let own = dossier.documents.first { $0.kind == .statistics && $0.meeting == dossier.meeting.id }
      guard let document = own ?? dossier.documents.first(where: { $0.kind == .statistics }), !dossier.items(listing: document.id).isEmpty
      else { continue }
      return occasion(dossier, document, in: language)
    }
    return nil
  }

  private func occasion(_ dossier: MeetingDossier, _ document: MeetingDocument, in language: Kernel.Language) -> StatisticalOccasion {
    let words = self.words(language)
    let masthead = PaperMasthead(
      dossier: dossier, document: document, words: words, mastheadWords: self.words(PaperMasthead.language(of: language)))
    let url = "\(MeetingListPage.url)/\(dossier.meeting.mark)"
    let item = dossier.items(listing: document.id).first
    let mandates = item.map { dossier.mandates(statedUnder: $0.id) } ?? []
    let name = MeetingText.plainName(of: dossier.meeting, body: dossier.body(dossier.meeting.body), words)
    return StatisticalOccasion(
      masthead: masthead.masthead, runningHead: document.printedSymbol, meeting: (OfficialPaper.Piece(name, language), url),
      item: item.map { item in
        let title = item.title.best(for: language)
        return (OfficialPaper.Piece("\(item.number). \(title?.text ?? "")", title?.language ?? language), "\(url)/items/\(item.number)")
      },
      mandates: mandates.filter { $0.createsTask && dossier.body($0.addressee)?.kind == .secretariat }.map { mandate in
        let task = mandate.task.best(for: language)
        return (OfficialPaper.Piece(task?.text ?? mandate.mark.text, task?.language ?? language), MandateText.url(mandate))
      })
  }
}
