// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Localisation

/// The addresses that belong to no module: start page, style sheet, accessibility statement, API description.
struct OwnRoutes: Sendable {
  let identity: SiteIdentity
  let home: [HomePanel]
  let offersSignIn: Bool

  func routes(describing others: [Route], version: String) -> [Route] {
    let asset = "the look of the public pages"
    return [
      .publicPage(.get, "/", because: "the start page greets visitors and sends officers on", start),
      .asset(Assets.styleSheet, because: asset),
      .asset(Assets.icon, because: asset),
      .publicPage(.get, "/accessibility", because: "everybody may know how accessible the site is", accessibility),
      .publicPage(.get, "/api", because: "the description of the API holds no data") { call in apiPage(call, others) },
      .publicPage(.get, "/api/openapi.json", because: "the description of the API holds no data") { _ in
        .json(OpenAPI(routes: others, version: version))
      },
    ]
  }

  @Sendable private func start(_ call: Call<SignedIn?>) async throws -> Answer {
    guard let who = call.who else { return .page(welcome(call)) }
    let own = call.as(who)
    var panels: [HTML] = []
    for panel in home where panel.permission.map(who.may) ?? true { panels.append(try await panel.draw(own)) }
    let words = call.words
    return .page(
      Page(words("web.home.title", ["name": .text(who.name)])) {
        if panels.allSatisfy(\.isEmpty) { emptyState(words("web.home.nothing")) } else { panels }
      })
  }

  private func welcome(_ call: Call<SignedIn?>) -> Page {
    let words = call.words
    return Page(words("web.welcome.title")) {
      tag("p", .css("lead")) { words("web.welcome.lead") }
      tag("ul", .css("cards")) {
        card("/directory", words("web.welcome.directory"), words("web.welcome.directoryHint"))
        card("/convention", words("web.frame.convention"), words("web.welcome.conventionHint"))
        if offersSignIn { card("/sign-in", words("web.frame.signIn"), words("web.welcome.signInHint")) }
      }
    }
  }

  private func card(_ url: String, _ title: String, _ text: String) -> HTML {
    tag("li", .css("card")) {
      tag("h2") { link(url, title) }
      tag("p") { text }
    }
  }

  @Sendable private func accessibility(_ call: Call<SignedIn?>) async throws -> Answer {
    let words = call.words
    return .page(
      Page(words("web.accessibility.title")) {
        tag("p", .css("lead")) { words("web.accessibility.lead") }
        tag("ul") {
          for point in ["keyboard", "script", "contrast", "zoom", "languages", "print"] {
            tag("li") { words("web.accessibility.\(point)") }
          }
        }
        tag("p") { words("web.accessibility.contact") }
      })
  }

  private func apiPage(_ call: Call<SignedIn?>, _ routes: [Route]) -> Answer {
    let words = call.words
    let rows = routes.compactMap { route in
      route.operation.map { operation in
        [
          tag("code", .dir("ltr")) { "\(route.method.rawValue) \(route.path)" },
          tag("span", .lang("en"), .dir("ltr")) { operation.summary },
        ]
      }
    }
    return .page(
      Page(words("web.api.title")) {
        tag("p", .css("lead")) { words("web.api.lead") }
        tag("p") { link("/api/openapi.json", words("web.api.document")) }
        Table(caption: words("web.api.addresses"), columns: [.init(words("web.api.address")), .init(words("web.api.does"))], rows: rows)
          .html
      })
  }
}

extension Call {
  /// The same call with its asker known.
  public func `as`<Other>(_ who: Other) -> Call<Other> {
    Call<Other>(
      who: who, words: words, now: now, zone: zone, path: path, parameters: parameters, query: query, address: address,
      presented: presented, request: request, csrf: csrf, binding: binding, upload: upload)
  }
}
