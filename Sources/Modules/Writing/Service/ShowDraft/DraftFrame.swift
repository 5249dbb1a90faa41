// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import Web
import WritingRules

/// What all pages of one draft have in common: its name, the trail, the classification, the marks.
struct DraftFrame: Sendable {
  let draft: Draft
  let version: Int
  let words: Words

  init(_ draft: Versioned<Draft>, _ words: Words) {
    self.draft = draft.value
    version = draft.version
    self.words = words
  }

  var url: String { "/requests/\(draft.id)" }

  func url(_ section: DraftSection) -> String { "\(url)/sections/\(section.rawValue)" }

  func url(_ section: DraftSection, _ element: ElementName) -> String { "\(url(section))/\(element.text)" }

  /// What the draft is called: the requested State, or that none is chosen yet.
  var title: String {
    words.title(of: draft.content.kind, to: draft.content.requestedState, isSupplement: draft.content.supplements != nil)
  }

  /// The fact that a confidential request exists is itself confidential.
  var classification: Classification {
    draft.content.confidentiality?.isRequired == true ? .restricted : .internalUse
  }

  func page(_ heading: String? = nil, isTyped: Bool = false, hasErrors: Bool = false, @HTMLBuilder body: () -> [HTML]) -> Page {
    var trail = [Page.Crumb(words("writing.title"), "/requests")]
    if heading != nil { trail.append(.init(title, url)) }
    return Page(heading ?? title, trail: trail, classification: classification, hasErrors: hasErrors, isTitleTyped: isTyped, body: body)
  }

  var stageBadge: HTML { Self.badge(draft.stage.code, words) }

  static func badge(_ stage: Draft.Stage.Code, _ words: Words) -> HTML {
    let tone: Tone =
      switch stage {
      case .writing: .info
      case .submitted: .attention
      case .approved: .ok
      case .discarded: .plain
      }
    return Web.badge(words("writing.stage.\(stage.rawValue)"), tone)
  }

  /// A section with its number of elements named.
  func name(of section: DraftSection) -> String { words.name(of: section, in: draft.content.kind) }

  /// Findings as a list, with the names that the sections have in a request of this kind.
  var findingList: FindingList { findingList(nil) }

  /// Findings as a list, each with what earlier requests came back for where that is known.
  func findingList(_ past: PastRequests?) -> FindingList { FindingList(words: words, kind: draft.content.kind, past: past) }

  /// The form in which a finding can be put right.
  func url(of finding: Finding) -> String {
    let section = DraftSection(path: finding.field)
    let path = ContentPath(finding.field)
    guard section.isList, path.steps.count > 1, case .index(let index) = path.steps[1],
      ElementName(text: "").isPresent(index, in: section, draft.content)
    else { return "\(url(section))#\(Field.anchor(of: finding.field))" }
    let name = ElementName.name(of: index, in: section, draft.content)
    let field = FormPlace(section: section, index: index).field(of: finding) ?? ""
    return "\(url(section, name))#\(Field.anchor(of: field))"
  }
}

extension DraftFrame {
  /// Where each finding leads an officer: to its form, or, when nothing can be written, to the place where the request is read.
  func urls(for who: SignedIn) throws -> (Finding) -> String? {
    if draft.stage.code == .writing, who.may("writing.draft") { return { url(of: $0) } }
    return try readingURLs(on: "\(url)/review")
  }

  /// Where the request as it is read says, or should say more, about a finding; nothing where it says nothing.
  /// - Parameter page: the address of the page that shows the request; empty for links within it.
  func readingURLs(on page: String) throws -> (Finding) -> String? {
    let tree = try ContentTree(draft.content)
    return { finding in
      let section = DraftSection(path: finding.field)
      guard section.members.contains(where: { tree[ContentPath($0)] != nil }) else { return nil }
      let steps = ContentPath(finding.field).steps
      guard section.isList, steps.count > 1, case .index(let index) = steps[1],
        ElementName(text: "").isPresent(index, in: section, draft.content)
      else { return "\(page)#\(ContentView.anchor(of: section))" }
      return "\(page)#\(ContentView.anchor(of: section, index))"
    }
  }
}

extension Words {
  /// What a request is called: its kind and the State it goes to, or that none is chosen yet.
  func title(of kind: RequestKind, to state: StateCode?, isSupplement: Bool = false) -> String {
    guard let state else { return self("writing.untitled") }
    let key = isSupplement ? "writing.supplementTo" : "writing.requestTo"
    let own = "\(key).\(kind.rawValue)"
    return self(contains(own) ? own : key, ["state": .state(state)])
  }
}

extension ElementName {
  func isPresent(_ index: Int, in section: DraftSection, _ content: RequestContent) -> Bool {
    switch section {
    case .items: content.items.indices.contains(index)
    case .persons: content.persons.indices.contains(index)
    case .offences: content.offences.indices.contains(index)
    case .annexes: content.annexes.indices.contains(index)
    default: false
    }
  }
}

/// Findings as a list: gravity, what is the matter, what to do, the source.
struct FindingList: Sendable {
  let words: Words
  let kind: RequestKind
  /// What the last requests came back for.
  var past: PastRequests?

  /// - Parameter url: where a finding can be put right or read; `nil` for a list without links.
  func html(_ findings: [Finding], url: ((Finding) -> String?)? = nil) -> HTML {
    tag("ul", .css("findings")) {
      for finding in findings {
        let said = words.finding(finding)
        tag("li", .css(finding.severity.rawValue)) {
          tag("p") {
            badge(words("content.severity.\(finding.severity.rawValue)"), tone(finding.severity))
            " "
            if let url = url?(finding) { link(url, said.message) } else { tag("strong") { said.message } }
          }
          tag("p") { said.action }
          experience(finding)
          tag("p", .css("hint")) { "\(words.name(of: DraftSection(path: finding.field), in: kind)) · \(said.field)" }
          tag("p", .css("source")) {
            tag("span", .dir("auto")) { words.source(finding.source) }
            " · "
            tag("span", .dir("ltr")) { finding.code }
          }
        }
      }
    }
  }

  /// How many of the last requests came back for what a finding is about; nothing where it is too little to be told.
  private func experience(_ finding: Finding) -> HTML {
    guard let past, let count = past.cameBack[finding.code] else { return .nothing }
    let values: [String: MessageArgument] = [
      "count": .integer(count), "sentCount": .integer(past.sent), "state": past.state.map { .state($0) } ?? .text(""),
    ]
    return tag("p", .css("hint")) { words(past.state == nil ? "writing.past.any" : "writing.past.toState", values) }
  }

  func tone(_ severity: Finding.Severity) -> Tone {
    switch severity {
    case .blocks: .refused
    case .delays: .attention
    case .advice: .info
    }
  }

  /// "2 block, 1 is likely to delay".
  func summary(_ findings: [Finding]) -> HTML {
    let counts = Dictionary(grouping: findings, by: \.severity).mapValues(\.count)
    return HTML {
      for severity in Finding.Severity.allCases where counts[severity] != nil {
        badge(words("writing.count.\(severity.rawValue)", ["count": .integer(counts[severity] ?? 0)]), tone(severity))
        " "
      }
      if counts.isEmpty { badge(words("writing.count.none"), .ok) }
    }
  }
}
