// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import XMLText

extension MeetingMarkup {
  /// A file around its body: who, what, in which language, translated from which.
  func file(
    name: String, at address: MarkupAddress, of document: MeetingDocument?, titled title: (text: String, language: Language),
    @XMLBuilder body: () -> [XML]
  ) throws -> String {
    return try XMLFile(
      root: "akomaNtoso", namespaces: [XMLNamespace("http://docs.oasis-open.org/legaldocml/ns/akn/3.0")]
    ) {
      XML.element("debateReport", [XMLAttribute("name", name)]) {
        XML.element("meta") {
          identification(address, document)
          workflow
          references
        }
        preface(document, title)
        XML.element("mainBody") { body() }
      }
    }.text
  }

  private func identification(_ address: MarkupAddress, _ document: MeetingDocument?) -> XML {
    let day = XMLAttribute("date", address.date.description)
    let author = XML.element("FRBRauthor", [XMLAttribute("href", "#secretariat"), XMLAttribute("as", "#author")])
    return XML.element("identification", [XMLAttribute("source", "#secretariat")]) {
      XML.element("FRBRWork") {
        Self.named(address.work, part: true)
        XML.element("FRBRdate", [day, XMLAttribute("name", "issued")])
        author
        XML.element("FRBRcountry", [XMLAttribute("value", "un")])
        XML.element("FRBRsubtype", [XMLAttribute("value", address.subtype)])
        XML.element("FRBRnumber", [XMLAttribute("value", MarkupAddress.plain(address.number)), XMLAttribute("showAs", address.number)])
      }
      XML.element("FRBRExpression") {
        Self.named(address.expression(in: language), part: true)
        XML.element("FRBRdate", [day, XMLAttribute("name", "issued")])
        author
        XML.element("FRBRlanguage", [XMLAttribute("language", language.threeLetters)])
        if let original = document?.originalLanguage, original != language {
          XML.element(
            "FRBRtranslation",
            [
              XMLAttribute("href", address.expression(in: original)), XMLAttribute("fromLanguage", original.threeLetters),
              XMLAttribute("by", "#secretariat"),
            ])
        }
      }
      XML.element("FRBRManifestation") {
        Self.named(address.file(in: language), part: false)
        XML.element("FRBRdate", [day, XMLAttribute("name", "issued")])
        XML.element("FRBRauthor", [XMLAttribute("href", "#secretariat"), XMLAttribute("as", "#editor")])
        XML.element("FRBRformat", [XMLAttribute("value", Self.mediaType)])
      }
    }
  }

  private static func named(_ address: String, part: Bool) -> [XML] {
    [
      XML.element("FRBRthis", [XMLAttribute("value", part ? "\(address)/!main" : address)]),
      XML.element("FRBRuri", [XMLAttribute("value", address)]),
    ]
  }

  /// The steps that the agenda has taken.
  private var workflow: XML? {
    guard case .adopted(let day) = dossier.meeting.agendaStage else { return nil }
    return XML.element("workflow", [XMLAttribute("source", "#secretariat")]) {
      XML.element(
        "step",
        [
          XMLAttribute("eId", "adoption"), XMLAttribute("date", day.description), XMLAttribute("by", "#body"),
          XMLAttribute("as", "#adopter"), XMLAttribute("outcome", "#adopted"),
        ])
    }
  }

  private var references: XML {
    let body = dossier.body(dossier.meeting.body)
    let name = body.flatMap { words(of: $0.name)?.text } ?? dossier.meeting.mark.text
    let secretariat = dossier.bodies.first { $0.kind == .secretariat }.flatMap { words(of: $0.name)?.text }
    return XML.element("references", [XMLAttribute("source", "#secretariat")]) {
      thing("TLCOrganization", "secretariat", "/akn/ontology/organization/un/secretariat", secretariat ?? "Secretariat")
      thing("TLCOrganization", "body", "/akn/ontology/organization/un/\(MarkupAddress.actor(body))", name)
      thing("TLCRole", "author", "/akn/ontology/role/un/author", "author")
      thing("TLCRole", "editor", "/akn/ontology/role/un/editor", "editor")
      if case .adopted = dossier.meeting.agendaStage {
        thing("TLCRole", "adopter", "/akn/ontology/role/un/adopter", "adopter")
        thing("TLCConcept", "adopted", "/akn/ontology/concept/un/adopted", "adopted")
      }
      thing("TLCConcept", "publicationJobNumber", "/akn/ontology/concept/un/publicationJobNumber", "publication job number")
      for mandate in dossier.mandates where !mandate.statedUnder.isEmpty {
        thing(
          "TLCConcept", "mandate-\(mandate.mark)", "/akn/ontology/concept/un/mandate/\(mandate.id)",
          words(of: mandate.task)?.text ?? mandate.mark.text)
      }
    }
  }

  private func thing(_ element: StaticString, _ name: String, _ address: String, _ shown: String) -> XML {
    XML.element(element, [XMLAttribute("eId", name), XMLAttribute("href", address), XMLAttribute("showAs", shown)])
  }

  private func preface(_ document: MeetingDocument?, _ title: (text: String, language: Language)) -> XML {
    let meeting = dossier.meeting
    return XML.element("preface") {
      if let symbol = document?.symbol {
        XML.element("p") { XML.element("docNumber", [XMLAttribute("refersTo", "#body")]) { symbol } }
      }
      if let day = document?.issuedOn {
        XML.element("p") { XML.element("docDate", [XMLAttribute("date", day.description)]) { words.date(day) } }
      }
      if let job = document?.jobNumber {
        XML.element("p") { XML.element("docketNumber", [XMLAttribute("refersTo", "#publicationJobNumber")]) { job } }
      }
      XML.element("p") {
        XML.element("docProponent", [XMLAttribute("refersTo", "#body")]) {
          MeetingText.plainName(of: meeting, body: dossier.body(meeting.body), words)
        }
      }
      XML.element("p") {
        XML.element("docTitle", [title.language == language ? nil : .language(title.language.rawValue)]) { title.text }
      }
    }
  }
}
