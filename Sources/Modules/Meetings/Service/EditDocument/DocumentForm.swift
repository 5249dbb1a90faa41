// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// The form of a document.
struct DocumentForm: Sendable {
  let shelf: DocumentShelf
  /// The document as it is kept; `nil` for a new one.
  let current: Versioned<MeetingDocument>?
  let typed: FormData
  let errors: FormErrors
  var isConflict = false

  func page(_ call: Call<SignedIn>, _ store: MeetingsStore) async throws -> Page {
    let offered = DocumentLinks.meetings(of: current?.value, meeting: typed["meeting"].flatMap { ID<Meeting>($0) }, shelf)
    let kept = try await store.things(Meeting.self, offered.map(\.description)).map(\.value)
    return page(call, offering: offered.compactMap { id in kept.first { $0.id == id } })
  }

  /// - Parameter meetings: those that items are offered of.
  private func page(_ call: Call<SignedIn>, offering meetings: [Meeting]) -> Page {
    let words = call.words
    let url = current.map { DocumentText.url($0.value) }
    var trail = [Page.Crumb(words("meetings.documents.list.title"), DocumentTools.url)]
    if let current, let url { trail.append(.init(DocumentText.plainCitation(current.value, words) ?? current.value.mark.text, url)) }
    return Page(
      words(current == nil ? "meetings.documents.new" : "meetings.documents.edit"), trail: trail, classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      if isConflict {
        panel(words("meetings.documents.changedMeanwhile"), .attention) { tag("p") { words("meetings.documents.saveAgain") } }
      }
      form(
        call, to: url.map { "\($0)/edit" } ?? "\(DocumentTools.url)/new", submit: words("meetings.documents.save"), errors: errors,
        cancel: (words("meetings.documents.cancel"), url ?? DocumentTools.url)
      ) {
        if let current { hiddenField("version", "\(current.version)") }
        hiddenField("seenListed", typed.raw("seenListed"))
        hiddenField("seenCited", typed.raw("seenCited"))
        names(words)
        titles(words)
        dates(words)
        links(meetings, words)
      }
    }
  }

  private func field(_ name: String, hint: Bool = false, _ words: Words) -> Field {
    Field(
      name, words("meetings.documents.field.\(name)"), hint: hint ? words("meetings.documents.hint.\(name)") : nil,
      value: typed.raw(name), errors: errors)
  }

  @HTMLBuilder private func names(_ words: Words) -> [HTML] {
    field("symbol", hint: true, words).line(width: "medium", direction: "ltr")
    field("inferred", words).tick(typed["inferred"] == "yes")
    field("alias", hint: true, words).line(width: "medium")
    field("kind", words).choice(MeetingDocument.Kind.allCases.map { .init($0.rawValue, DocumentText.kind($0, words)) })
    field("distribution", hint: true, words).choice(
      MeetingDocument.Distribution.allCases.map { .init($0.rawValue, DocumentText.distribution($0, words)) }, none: "–")
    field("meeting", words).choice(
      shelf.meetings.values.sorted { ($1.days.first ?? .latest, $0.mark) < ($0.days.first ?? .latest, $1.mark) }.map {
        .init($0.id.description, "\(MeetingText.plainName(of: $0, body: shelf.bodies[$0.body], words)) (\($0.mark))")
      }, none: "–")
    field("body", hint: true, words).choice(
      shelf.bodies.values.filter(\.holdsMeetings).sorted { $0.mark < $1.mark }.map {
        .init($0.id.description, $0.name.best(for: words.language)?.text ?? $0.mark.text)
      }, none: "–")
  }

  @HTMLBuilder private func titles(_ words: Words) -> [HTML] {
    for language in Language.allCases {
      Field(
        "title.\(language.rawValue)",
        words("meetings.documents.titleIn", ["language": .text(DocumentText.language(language, words))]),
        value: typed.raw("title.\(language.rawValue)"), errors: errors
      ).area(rows: 2)
    }
    field("topics", words).checkboxes(
      Topic.allCases.map { .init($0.rawValue, words("meetings.topic.\($0.rawValue)")) }, chosen: Set(typed.all("topics")))
  }

  @HTMLBuilder private func dates(_ words: Words) -> [HTML] {
    field("issuedOn", words).day
    field("decidedOn", words).day
    field("originalLanguage", words).choice(Language.allCases.map { .init($0.rawValue, DocumentText.language($0, words)) }, none: "–")
    field("jobNumber", hint: true, words).line(width: "medium", direction: "ltr")
  }

  /// The items of the document's meetings, each with a box.
  @HTMLBuilder private func links(_ meetings: [Meeting], _ words: Words) -> [HTML] {
    if meetings.allSatisfy(\.items.isEmpty) { tag("p", .css("hint")) { words("meetings.documents.itemsLater") } }
    for (place, meeting) in meetings.enumerated() where !meeting.items.isEmpty {
      let name = MeetingText.plainName(of: meeting, body: shelf.bodies[meeting.body], words)
      let options = meeting.items.map { item in
        Field.Option(item.id.description, "\(item.number). \(item.title.best(for: words.language)?.text ?? "")")
      }
      Field("listed", words("meetings.documents.listIn", ["meeting": .text(name)]), errors: errors, suffix: "-\(place)").checkboxes(
        options, chosen: Set(typed.all("listed")))
      Field("cited", words("meetings.documents.citeIn", ["meeting": .text(name)]), errors: errors, suffix: "-\(place)").checkboxes(
        options, chosen: Set(typed.all("cited")))
    }
  }
}
