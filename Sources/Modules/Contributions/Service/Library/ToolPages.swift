// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// The catalogue of tools and services.
struct ToolPages: Sendable {
  let contributions: Contributions

  static let url = "/contributions/tools"

  @Sendable func list(_ call: Call<SignedIn?>) async throws -> Answer {
    let filter = ListFilter(
      url: Self.url, filters: [.code(name: "kind", part: "toolKind", codes: Tool.Kind.allCases.map(\.rawValue)), .article, .language])
    let found = try await contributions.store.list(Tool.self, filter.query(call.query, visible: Term.open))
    let words = call.words
    let mayEdit = call.who?.may("contributions.moderate") == true
    return .page(
      Page(words("contributions.tool.list"), trail: ContributionText.trail(words)) {
        tag("p", .css("lead")) { words("contributions.tool.lead") }
        filter.html(call)
        if found.things.isEmpty { emptyState(words(call.query.query.isEmpty ? "contributions.tool.none" : "contributions.list.none")) }
        for tool in found.things { Self.entry(tool.value, mayEdit: mayEdit, words) }
        ContributionText.more(found.next, Self.url, call)
        LibraryText.files(Self.url, mayEdit: mayEdit, new: "contributions.tool.new", words)
      })
  }

  private static func entry(_ tool: Tool, mayEdit: Bool, _ words: Words) -> HTML {
    tag("section", .id(tool.mark)) {
      tag("h2") { localText(tool.name, on: words.language) }
      tag("p") { localText(tool.purpose, on: words.language) }
      facts([
        (words("contributions.field.provider"), typedText(tool.provider)),
        (words("contributions.field.kind"), HTML(words("contributions.toolKind.\(tool.kind.rawValue)"))),
        (words("contributions.field.articles"), ContributionText.articles(tool.articles)),
        (words("contributions.field.languages"), tool.languages.isEmpty ? nil : HTML(ContributionText.languages(tool.languages, words))),
        (words("contributions.field.link"), tool.link.map { ContributionText.outside($0, words) }),
        (words("contributions.field.verifiedOn"), tool.verifiedOn.map { HTML(words.date($0)) }),
      ])
      if mayEdit {
        tag("p", .css("actions")) {
          link("\(url)/\(tool.id)/edit", words("contributions.tool.edit"))
          link("\(url)/\(tool.id)/history", words("contributions.history.title"))
        }
      }
    }
  }
}

/// The library of national laws and of copies that were furnished to the Secretary-General.
struct LawPages: Sendable {
  let contributions: Contributions

  static let url = "/contributions/laws"
  /// The bytes that the text of a law may have.
  static let fileLimit = 50 << 20

  @Sendable func list(_ call: Call<SignedIn?>) async throws -> Answer {
    let filter = ListFilter(
      url: Self.url,
      filters: [
        .state, .code(name: "kind", part: "lawKind", codes: NationalLaw.Kind.allCases.map(\.rawValue)), .article, .language,
        .code(name: "deposited", part: "deposited", codes: ["yes"]),
      ])
    let found = try await contributions.store.list(NationalLaw.self, filter.query(call.query, visible: Term.open))
    let words = call.words
    let mayEdit = call.who?.may("contributions.moderate") == true
    return .page(
      Page(words("contributions.law.list"), trail: ContributionText.trail(words)) {
        tag("p", .css("lead")) { words("contributions.law.lead") }
        filter.html(call)
        if found.things.isEmpty { emptyState(words(call.query.query.isEmpty ? "contributions.law.none" : "contributions.list.none")) }
        if !found.things.isEmpty {
          Table(
            caption: words("contributions.law.list"), showsCaption: false,
            columns: ["title", "state", "kind", "articles", "depositedOn"].map { .init(words("contributions.field.\($0)")) },
            rows: found.things.map { law in
              [
                tag("a", .href("\(Self.url)/\(law.value.id)")) { localText(law.value.title, on: words.language) },
                link("/directory/states/\(law.value.state)", words.state(law.value.state)),
                HTML(words("contributions.lawKind.\(law.value.kind.rawValue)")), ContributionText.articles(law.value.articles) ?? HTML("–"),
                HTML(law.value.depositedOn.map { words.date($0) } ?? "–"),
              ]
            }
          ).html
        }
        ContributionText.more(found.next, Self.url, call)
        LibraryText.files(Self.url, mayEdit: mayEdit, new: "contributions.law.new", words)
      })
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let law = try await contributions.thing(NationalLaw.self, "law", call).value
    if let who = call.who, who.may("contributions.moderate") {
      let call = call.as(who)
      return .page(page(law, call) { self.upload(law, .none, call) })
    }
    return .page(page(law, call) { .nothing })
  }

  private func page<Who>(_ law: NationalLaw, _ call: Call<Who>, officer: () -> HTML) -> Page {
    let words = call.words
    return Page(
      law.title.best(for: words.language)?.text ?? law.mark,
      trail: ContributionText.trail(words, .init(words("contributions.law.list"), Self.url))
    ) {
      if let original = law.originalTitle { tag("p", .css("lead")) { typedText(original) } }
      facts([
        (words("contributions.field.state"), link("/directory/states/\(law.state)", words.state(law.state))),
        (words("contributions.field.kind"), HTML(words("contributions.lawKind.\(law.kind.rawValue)"))),
        (words("contributions.field.articles"), ContributionText.articles(law.articles)),
        (words("contributions.field.languages"), law.languages.isEmpty ? nil : HTML(ContributionText.languages(law.languages, words))),
        (words("contributions.field.inForceFrom"), law.inForceFrom.map { HTML(words.date($0)) }),
        (words("contributions.field.inForceTo"), law.inForceTo.map { HTML(words.date($0)) }),
        (words("contributions.field.depositedOn"), law.depositedOn.map { HTML(words.date($0)) }),
        (words("contributions.field.verifiedOn"), law.verifiedOn.map { HTML(words.date($0)) }),
        (words("contributions.field.link"), law.link.map { ContributionText.outside($0, words) }),
        (
          words("contributions.field.file"),
          law.file.map { file in
            HTML {
              tag("a", .href("\(Self.url)/\(law.id)/file"), .dir("auto")) { file.name }
              " (\(words.bytes(file.size)))"
            }
          }
        ),
      ])
      if !law.isInForce(on: call.today) { tag("p", .css("notice")) { words("contributions.law.notInForce") } }
      if law.depositedOn != nil { tag("p") { words("contributions.law.deposited") } }
      officer()
    }
  }

  private func upload(_ law: NationalLaw, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    return HTML {
      form(
        call, to: "\(Self.url)/\(law.id)/file", submit: words("contributions.law.bring"), tone: "button secondary", errors: errors,
        encoding: .multipart
      ) {
        Field("file", words("contributions.field.file"), errors: errors).file()
      }
      tag("p", .css("actions")) {
        link("\(Self.url)/\(law.id)/edit", words("contributions.law.edit"))
        link("\(Self.url)/\(law.id)/history", words("contributions.history.title"))
      }
    }
  }

  @Sendable func bring(_ call: Call<SignedIn>) async throws -> Answer {
    let law = try await contributions.thing(NationalLaw.self, "law", call).value
    do {
      guard let file = try call.file("file") else {
        throw CannotContribute.wrongFields([FieldProblem(field: "file", code: EntryFault.missing.code)])
      }
      try await file.keep(in: contributions.files)
      try await contributions.store.change(
        NationalLaw.self, law.key, as: "lawFileBrought", facts: ["sha256": .text(file.sha256)], by: call.who.maker, at: call.now
      ) { now in
        var next = now
        next.file = Contribution.Attachment(sha256: file.sha256, name: file.name, size: file.size)
        return next
      }
      return .redirect(to: "\(Self.url)/\(law.id)", notice: Message("contributions.saved"))
    } catch let problem as CannotContribute {
      let errors = FormErrors(problem, in: call.words)
      return .page(page(law, call) { upload(law, errors, call) }, status: problem.kind.status)
    } catch let problem as WebProblem where problem.kind != .missing {
      let errors = FormErrors(
        CannotContribute.wrongFields([FieldProblem(field: "file", code: problem.code, details: problem.details)]), in: call.words)
      return .page(page(law, call) { upload(law, errors, call) }, status: problem.kind.status)
    }
  }

  @Sendable func file(_ call: Call<SignedIn?>) async throws -> Answer {
    guard let file = try await contributions.thing(NationalLaw.self, "law", call).value.file else { throw WebProblem.notFound }
    return try await contributions.give(file)
  }
}

/// What the pages of the library share.
enum LibraryText {
  static func files(_ url: String, mayEdit: Bool, new: String, _ words: Words) -> HTML {
    tag("p", .css("actions")) {
      link("\(url).csv", words("contributions.table.download"))
      if mayEdit {
        link("\(url)/import", words("contributions.table.import"))
        link("\(url)/new", words(new), .css("button secondary"))
      }
    }
  }
}
