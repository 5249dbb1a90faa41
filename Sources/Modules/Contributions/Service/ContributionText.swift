// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Web

/// How the things of the module are written on pages.
enum ContributionText {
  static func trail(_ words: Words, _ more: Page.Crumb...) -> [Page.Crumb] {
    [.init(words("contributions.title"), Contributions.url)] + more
  }

  /// A code with its word.
  static func code(_ part: String, _ code: String, _ words: Words) -> String { words("contributions.\(part).\(code)") }

  static func stage(_ stage: Contribution.Stage, _ words: Words) -> HTML {
    let tone: Tone =
      switch stage {
      case .published, .kept: .ok
      case .submitted, .cleared: .info
      case .askedBack: .attention
      case .putAside, .withdrawn: .refused
      case .draft: .plain
      }
    return badge(code("stage", stage.rawValue, words), tone)
  }

  static func stage(_ stage: CallForContributions.Stage, _ words: Words) -> HTML {
    badge(code("callStage", stage.rawValue, words), stage == .open ? .ok : stage == .cancelled ? .refused : .plain)
  }

  static func status(_ status: AssistanceEntry.Status, _ words: Words) -> HTML {
    let tone: Tone =
      switch status {
      case .open: .attention
      case .matched, .underWay: .info
      case .completed: .ok
      case .withdrawn: .plain
      }
    return badge(code("status", status.rawValue, words), tone)
  }

  /// What a State wrote, with its language.
  static func typed(_ text: String, _ language: Language, on page: Language) -> HTML {
    tag("span", .css("typed"), .lang(language.htmlCode), .dir(language.direction.rawValue)) { text }
  }

  /// The title of a contribution; one without yet has its place-holder.
  static func title(_ contribution: Contribution, _ words: Words) -> HTML {
    contribution.title.isEmpty
      ? HTML(words("contributions.untitled")) : typed(contribution.title, contribution.language, on: words.language)
  }

  static func plainTitle(_ call: CallForContributions, _ words: Words) -> String {
    call.title.best(for: words.language)?.text ?? ""
  }

  static func themes(_ call: CallForContributions, _ words: Words) -> String {
    call.themes.map { code("theme", $0.rawValue, words) }.joined(separator: " · ")
  }

  static func languages(_ codes: [String], _ words: Words) -> String { words.list(codes.map { EntryForm.name(of: $0, words) }) }

  /// Links to the articles' pages.
  static func articles(_ places: [String]) -> HTML? {
    guard !places.isEmpty else { return nil }
    return HTML(
      places.enumerated().map { index, place in
        HTML {
          if index > 0 { ", " }
          link("/convention/\(Article.number(of: place) ?? 0)", place, .dir("ltr"))
        }
      })
  }

  static func item(_ item: AgendaReference, _ words: Words) -> HTML {
    tag("a", .href(item.url)) {
      tag("span", .css("code"), .dir("ltr")) { "\(item.meeting) · \(item.number)" }
      " "
      localText(item.title, on: words.language)
    }
  }

  /// A link to a page elsewhere.
  static func outside(_ url: String, _ words: Words) -> HTML {
    tag("a", .href(url), Attribute("rel", "noreferrer external"), .dir("ltr")) { URL(string: url)?.host() ?? url }
  }

  /// The files of a contribution.
  static func files(_ files: [Contribution.Attachment], at url: String, _ words: Words) -> HTML? {
    guard !files.isEmpty else { return nil }
    return tag("ul") {
      for file in files {
        tag("li") {
          tag("a", .href("\(url)/files/\(file.sha256)"), .dir("auto")) { file.name }
          " (\(words.bytes(file.size)))"
        }
      }
    }
  }

  /// The way to the rest of a list.
  static func more<Who>(_ next: String?, _ url: String, _ call: Call<Who>) -> HTML {
    let isInside = call.query["after"] != nil
    guard next != nil || isInside else { return .nothing }
    return tag("p", .css("actions")) {
      if isInside { link(url + call.query.setting("after", to: nil).query, call.words("contributions.list.first")) }
      if let next { link(url + call.query.setting("after", to: next).query, call.words("contributions.list.next")) }
    }
  }
}
