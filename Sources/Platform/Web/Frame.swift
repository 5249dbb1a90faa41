// SPDX-License-Identifier: Apache-2.0
public import Kernel
import Localisation

/// Whose node this is, as every page says.
public struct SiteIdentity: Sendable {
  /// The authority's or the secretariat's name.
  public let name: LocalText
  /// Whether the data are made up, which every page says too.
  public let isDemonstration: Bool

  /// Names the node.
  public init(name: LocalText, isDemonstration: Bool) {
    self.name = name
    self.isDemonstration = isDemonstration
  }
}

/// The frame around every page: head, bar, trail, heading, foot.
struct Frame: Sendable {
  let identity: SiteIdentity
  let navigation: [NavigationItem]
  let words: Words
  let who: SignedIn?
  let path: String
  let query: FormData
  let notice: String?
  let signOut: HTML
  let printedOn: String
  /// Whether the node has officers' accounts at all.
  let offersSignIn: Bool

  private var language: Language { words.language }

  func document(_ page: Page) -> String {
    HTML.document(
      tag("html", .lang(language.htmlCode), .dir(language.direction.rawValue)) {
        head(page)
        tag("body") {
          link("#main", words("web.frame.skip"), .css("skip"))
          bar
          main(page)
          foot
        }
      })
  }

  private func head(_ page: Page) -> HTML {
    let title = page.hasErrors ? words("web.frame.errorTitle", ["title": .text(page.title)]) : page.title
    return tag("head") {
      void("meta", Attribute("charset", "utf-8"))
      tag("title", page.isTitleTyped ? .dir("auto") : nil) { "\(title) – \(words("web.frame.product"))" }
      void("meta", Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1"))
      if let seconds = page.refreshesAfter {
        void("meta", Attribute("http-equiv", "refresh"), Attribute("content", "\(seconds)"))
      }
      void("meta", Attribute("name", "referrer"), Attribute("content", "same-origin"))
      void("link", Attribute("rel", "stylesheet"), .href(Assets.styleSheet.url))
      void("link", Attribute("rel", "icon"), .href(Assets.icon.url), Attribute("type", "image/svg+xml"))
      for other in page.alternates { void("link", Attribute("rel", "alternate"), Attribute("type", other.type), .href(other.url)) }
    }
  }

  private var bar: HTML {
    tag("header", .css("bar")) {
      tag("div", .css("bar-inner")) {
        tag("p", .css("brand")) {
          link("/", words("web.frame.product"))
          tag("span", .css("owner")) { localText(identity.name, on: language) }
        }
        tag("nav", Attribute("aria-label", words("web.frame.sections")), .css("sections")) {
          tag("ul") {
            for item in navigation where mayShow(item) {
              tag("li") { link(item.url, words(item.label), isCurrent(item) ? Attribute("aria-current", "true") : nil) }
            }
          }
        }
        session
      }
      languages
      if identity.isDemonstration { tag("p", .css("demonstration")) { words("web.frame.demonstration") } }
    }
  }

  private func mayShow(_ item: NavigationItem) -> Bool {
    guard let permission = item.permission else { return true }
    return who?.may(permission) ?? false
  }

  /// Of two sections of which one stands below the other, the inner one is where the reader is.
  private func isCurrent(_ item: NavigationItem) -> Bool {
    func leadsHere(_ item: NavigationItem) -> Bool { path == item.url || path.hasPrefix(item.url + "/") }
    return leadsHere(item) && !navigation.contains { mayShow($0) && leadsHere($0) && $0.url.count > item.url.count }
  }

  private var session: HTML {
    tag("div", .css("session")) {
      if let who {
        link("/account", who.name, Attribute("dir", "auto"))
        signOut
      } else if offersSignIn {
        link("/sign-in", words("web.frame.signIn"))
      }
    }
  }

  private var languages: HTML {
    tag("nav", .css("languages"), Attribute("aria-label", words("web.frame.languages"))) {
      tag("ul") {
        for other in Language.allCases {
          tag("li") {
            tag(
              "a", .href(path + query.setting("lang", to: other.rawValue).query), .lang(other.htmlCode),
              .dir(other.direction.rawValue), Attribute("hreflang", other.htmlCode),
              other == language ? Attribute("aria-current", "true") : nil
            ) { other.ownName }
          }
        }
      }
    }
  }

  private func main(_ page: Page) -> HTML {
    HTML {
      if !page.trail.isEmpty { trail(page) }
      tag("main", .id("main"), Attribute("tabindex", "-1")) {
        if let notice { tag("p", .css("notice"), Attribute("role", "status")) { notice } }
        if let classification = page.classification {
          tag("p", .css("classification \(classification.rawValue)")) { words("web.classification.\(classification.rawValue)") }
        }
        if !page.drawsOwnHeading { tag("h1", page.isTitleTyped ? .dir("auto") : nil) { page.title } }
        page.body
      }
    }
  }

  private func trail(_ page: Page) -> HTML {
    tag("nav", .css("trail"), Attribute("aria-label", words("web.frame.trail"))) {
      tag("ol") {
        for crumb in page.trail { tag("li") { crumb.isTyped ? link(crumb.url, crumb.text, .dir("auto")) : link(crumb.url, crumb.text) } }
      }
    }
  }

  private var foot: HTML {
    tag("footer", .css("foot")) {
      tag("p", .css("screen-only")) {
        link("/convention", words("web.frame.convention"))
        link("/accessibility", words("web.frame.accessibility"))
        link("/api", words("web.frame.api"))
      }
      tag("p", .css("print-only")) { printedOn }
    }
  }
}
