// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Entering and changing documents.
struct EditDocumentPages: Sendable {
  let tools: DocumentTools

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    let shelf = try await tools.shelf()
    let meeting = call.query["meeting"].flatMap { text in shelf.meetings.values.first { $0.mark.text == text } }
    let typed = FormData([("meeting", meeting?.id.description ?? ""), ("kind", MeetingDocument.Kind.secretariatNote.rawValue)])
    return .page(try await DocumentForm(shelf: shelf, current: nil, typed: typed, errors: .none).page(call, tools.store))
  }

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let (entry, shelf) = try await tools.entry(call)
    let typed = DocumentFields.form(DocumentFields.values(of: entry.document)).adding(DocumentLinks(entry.document.id, shelf), seen: true)
    let current = Versioned(entry.document, version: entry.version)
    return .page(try await DocumentForm(shelf: shelf, current: current, typed: typed, errors: .none).page(call, tools.store))
  }

  @Sendable func submitNew(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    // A draft of an agenda that somebody saves at the same instant is no reason to send the officer back.
    return try await DocumentTools.retrying {
      let shelf = try await tools.shelf()
      do {
        return try await enter(form, shelf, call)
      } catch let problem as CannotEditDocument {
        return try await refused(problem, nil, form, form["version"].flatMap { Int($0) } ?? 0, shelf, call)
      }
    }
  }

  private func enter(_ form: FormData, _ shelf: DocumentShelf, _ call: Call<SignedIn>) async throws -> Answer {
    let values = DocumentFields.values(form)
    let home = values["meeting"].flatMap { ID<Meeting>($0) }
    let marks = shelf.entries.filter { $0.document.meeting == home }.map(\.document.mark)
    let blank = MeetingDocument(id: ID(), mark: .next(after: marks, prefix: "d"), kind: .other, title: LocalText())
    let document = try entered(DocumentFields.document(values, over: blank, shelf), shelf)
    var change = Change()
    try change.keep(document, over: 0, as: "documentEntered", by: call.documentMaker, at: call.now)
    let offered = DocumentLinks.meetings(of: nil, meeting: document.meeting, shelf)
    try await tools.link(document.id, as: form, of: offered, into: &change, by: call.documentMaker, at: call.now)
    try await tools.store.commit(change)
    return .redirect(to: DocumentText.url(document), notice: Message("meetings.documents.saved"))
  }

  @Sendable func submitEdit(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    return try await DocumentTools.retrying {
      let (entry, shelf) = try await tools.entry(call)
      guard let version = form["version"].flatMap({ Int($0) }),
        let seen = try await tools.store.thing(MeetingDocument.self, entry.document.key, version: version)
      else { return try await refused(.changedSinceSeen([]), entry, form, entry.version, shelf, call) }
      let merge = FieldMerge(
        seen: DocumentFields.values(of: seen), mine: DocumentFields.values(form), theirs: DocumentFields.values(of: entry.document))
      do {
        return try await change(entry, to: merge.settled(), form, shelf, call)
      } catch let problem as CannotEditDocument {
        guard case .changedSinceSeen = problem else { return try await refused(problem, entry, form, version, shelf, call) }
        // The form goes on from what is kept now, with the officer's own words where both wrote: saving again decides.
        let typed = DocumentFields.form(merge.values).adding(DocumentLinks(ticked: form), seen: false)
          .setting("seenListed", to: form.raw("seenListed")).setting("seenCited", to: form.raw("seenCited"))
        return try await refused(problem, entry, typed, entry.version, shelf, call)
      }
    }
  }

  private func change(
    _ entry: DocumentShelf.Entry, to values: [String: String], _ form: FormData, _ shelf: DocumentShelf, _ call: Call<SignedIn>
  ) async throws -> Answer {
    let document = try entered(DocumentFields.document(values, over: entry.document, shelf), shelf)
    var change = Change()
    if document != entry.document {
      try change.keep(document, over: entry.version, as: "documentChanged", by: call.documentMaker, at: call.now)
    }
    let offered = DocumentLinks.meetings(of: document, meeting: document.meeting, shelf)
    try await tools.link(document.id, as: form, of: offered, into: &change, by: call.documentMaker, at: call.now)
    if !change.commit.statements.isEmpty { try await tools.store.commit(change) }
    return .redirect(to: DocumentText.url(document), notice: Message("meetings.documents.saved"))
  }

  private func entered(_ document: MeetingDocument, _ shelf: DocumentShelf) throws(CannotEditDocument) -> MeetingDocument {
    try document.entered(of: shelf.body(of: document), among: shelf.entries.map(\.document))
  }

  /// The form again with everything typed in it.
  private func refused(
    _ problem: CannotEditDocument, _ entry: DocumentShelf.Entry?, _ typed: FormData, _ version: Int, _ shelf: DocumentShelf,
    _ call: Call<SignedIn>
  ) async throws -> Answer {
    let isConflict = if case .changedSinceSeen = problem { true } else { false }
    let current = entry.map { Versioned($0.document, version: version) }
    let form = DocumentForm(
      shelf: shelf, current: current, typed: typed, errors: FormErrors(problem, in: call.words), isConflict: isConflict)
    return .page(try await form.page(call, tools.store), status: problem.kind.status)
  }
}

extension DocumentTools {
  /// Decides anew on what is kept by then when somebody else was quicker by an instant.
  static func retrying(_ act: () async throws -> Answer) async throws -> Answer {
    for _ in 0..<4 {
      // Another document that took the symbol meanwhile is found by the rule when it looks again.
      do { return try await act() } catch is StaleWrite { continue } catch is UniqueViolation { continue }
    }
    return try await act()
  }
}

extension FormData {
  /// The form with the boxes of a document's links ticked, and, when it is opened, with what was seen.
  func adding(_ links: DocumentLinks, seen: Bool) -> FormData {
    var added =
      pairs.map { ($0.name, $0.value) } + links.listed.sorted().map { ("listed", $0) } + links.cited.sorted().map { ("cited", $0) }
    if seen {
      added.append(("seenListed", links.listed.sorted().joined(separator: ",")))
      added.append(("seenCited", links.cited.sorted().joined(separator: ",")))
    }
    return FormData(added)
  }
}
