// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Localisation
import StrictJSON
import Web
import WritingRules

/// What an officer typed into a form whose place cannot be written any more, so that no sentence is lost with the page.
struct UnsavedForm: Sendable {
  let section: DraftSection
  /// The element's place as the officer saw it; `nil` for sections that are no list, and for an element that nobody has seen.
  let index: Int?
  /// The request as the officer saw it.
  let seen: RequestContent
  let form: FormData
  let words: Words

  /// Everything that was sent, field by field, as text that can be copied.
  var html: HTML {
    let fields = FormPlace(section: section, index: index).fields(in: seen)
    let known = fields.flatMap { field in [field.path, "\(field.path).amount", "\(field.path).currency"] }
    let others = Set(form.pairs.map(\.name)).subtracting(known + ["version", "then", "formToken"]).sorted()
    return facts(
      fields.map { (words.label(of: $0, in: section), value(of: $0)) } + others.map { (label(of: $0), typed(form.raw($0))) })
  }

  /// A field of a measure that this version does not have; a name that no form sends stays as it is.
  private func label(of name: String) -> String {
    words.contains("content.field.\(name.split(separator: ".").last ?? "")") ? words.fieldName(name) : name
  }

  private func value(of field: ContentField) -> HTML? {
    switch field.kind {
    case .line, .text, .list: return typed(form.raw(field.path))
    default:
      // What cannot be read is shown as it was sent: here nothing is taken over, so nothing must be right.
      guard let read = try? field.read(form) else { return typed(field.sent(in: form)) }
      return ContentView(content: seen, words: words).value(read, of: field)
    }
  }

  private func typed(_ text: String) -> HTML? { text.allSatisfy(\.isWhitespace) ? nil : typedText(text) }
}

extension ContentField {
  /// What a form holds for the field, unread.
  fileprivate func sent(in form: FormData) -> String {
    [path, "\(path).amount", "\(path).currency"].flatMap { form.all($0) }.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension SectionPages {
  /// The answer to a form that came too late: why nothing was saved, and all that was typed.
  /// - Throws: ``CannotChange/noSuchDraft``: such an address never held a form.
  func unsaved(_ problem: CannotChange, _ edit: SectionEdit, of id: ID<Draft>, _ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let draft = try await writing.store.draft(id)
    let frame = DraftFrame(draft, words)
    let said = words.problem(problem)
    let sent = UnsavedForm(
      section: edit.section, index: edit.element?.index(in: edit.section, of: edit.seen), seen: edit.seen, form: edit.form, words: words)
    let page = frame.page(said.title, hasErrors: true) {
      tag("p", .css("lead")) { said.detail }
      tag("p") { said.action }
      panel(words("writing.youTyped"), .attention) {
        tag("p") { words("writing.youTypedMeans") }
        sent.html
      }
      tag("p", .css("actions")) {
        if case .writing = draft.value.stage {
          link(frame.url(edit.section), frame.name(of: edit.section), .css("button secondary"))
        }
        link(frame.url, words("writing.back"), .css("button secondary"))
      }
    }
    return .page(page, status: problem.kind.status)
  }
}
