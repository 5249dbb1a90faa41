// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import ICalendar
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Why no further feed is made.
enum CannotMakeFeed: String, Problem, CaseIterable {
  /// There is no such body.
  case noSuchBody = "meetings.exports-no-such-body"
  /// The officer has as many feeds as one may have.
  case tooMany = "meetings.exports-too-many-feeds"

  var code: ProblemCode { ProblemCode(rawValue: rawValue) }
  var kind: ProblemKind { self == .tooMany ? .conflict : .invalid }
  var details: [String: String] { ["limit": "\(FeedPages.limit)"] }
  var fields: [FieldProblem] { self == .noSuchBody ? [FieldProblem(field: "body", code: code, details: details)] : [] }
}

/// An officer's calendar feeds: made and revoked here, read by calendar programs that cannot sign in.
///
/// A feed carries what is public: who finds its address learns nothing that is kept from others.
struct FeedPages: Sendable {
  static let url = "/meetings/feeds"
  /// How many feeds one officer may have.
  static let limit = 20

  let meetings: Meetings

  var routes: [Route] {
    [
      .ownPage(.get, Self.url, list),
      .ownPage(.post, Self.url, records: ["meetings.feedMade"], make),
      .ownPage(.post, "\(Self.url)/revoke", records: ["meetings.feedRevoked"], revoke),
      .publicPage(
        .get, "\(Self.url)/:token/calendar.ics", because: "calendar programs cannot sign in; the address holds a secret of 256 bits", read),
    ]
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer { .page(try await page(call)) }

  @Sendable func make(_ call: Call<SignedIn>) async throws -> Answer {
    let chosen = try await call.form()["body"]
    let bodies = try await meetings.store.bodies()
    let body = bodies.first { $0.mark.text == chosen }
    if chosen != nil, body == nil { return try await refused(call, .noSuchBody) }
    guard try await meetings.store.feeds(of: call.who.officer).count < Self.limit else { return try await refused(call, .tooMany) }
    let secret = try await meetings.store.makeFeed(of: body?.id, by: Maker(id: call.who.officer, name: call.who.name), at: call.now)
    return .page(try await page(call, secret: secret))
  }

  @Sendable func revoke(_ call: Call<SignedIn>) async throws -> Answer {
    // A feed that is revoked already is what was wanted.
    if let id = try await call.form()["feed"].flatMap({ ID<CalendarFeed>($0) }) {
      do {
        try await meetings.store.revokeFeed(id, by: Maker(id: call.who.officer, name: call.who.name), at: call.now)
      } catch is StaleWrite {}
    }
    return .redirect(to: Self.url, notice: Message("meetings.exports.feedRevoked"))
  }

  @Sendable func read(_ call: Call<SignedIn?>) async throws -> Answer {
    let secret = try call.parameter("token") { $0.utf8.count == 43 ? $0 : nil }
    // A feed is as good as its owner's account: once that is suspended or gone, the address opens nothing.
    guard let feed = try await meetings.store.feed(secret: secret), try await meetings.officers.isActive(feed.officer) else {
      throw WebProblem.notFound
    }
    let words = call.words
    let body = try await meetings.store.bodies().first { $0.id == feed.body }
    let name = body?.name.best(for: words.language)?.text ?? words("meetings.list.title")
    let path = Self.path(secret, words.language)
    return .feed(try await meetings.calendar(named: name, at: path, of: feed.body, words), type: ICalendar.mediaType)
  }

  private static func path(_ secret: String, _ language: Kernel.Language) -> String {
    "\(url)/\(secret)/calendar.ics?lang=\(language.rawValue)"
  }

  private func refused(_ call: Call<SignedIn>, _ problem: CannotMakeFeed) async throws -> Answer {
    .page(try await page(call, errors: FormErrors(problem, in: call.words)), status: problem.kind.status)
  }

  private func page(_ call: Call<SignedIn>, secret: FeedSecret? = nil, errors: FormErrors = .none) async throws -> Page {
    let words = call.words
    let bodies = try await meetings.store.bodies().filter(\.holdsMeetings)
    let feeds = try await meetings.store.feeds(of: call.who.officer)
    return Page(
      words("meetings.exports.feeds"), trail: [.init(words("meetings.list.title"), MeetingListPage.url)], hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("meetings.exports.feeds.lead") }
      if let secret {
        panel(words("meetings.exports.feeds.made"), .attention) {
          tag("p") { words("meetings.exports.feeds.once") }
          tag("p") { tag("code", .dir("ltr"), .css("long")) { meetings.publicAddress + Self.path(secret.text, call.language) } }
        }
      }
      if feeds.isEmpty { emptyState(words("meetings.exports.feeds.none")) } else { table(feeds, bodies, call) }
      tag("h2") { words("meetings.exports.feeds.new") }
      form(call, to: Self.url, submit: words("meetings.exports.feeds.make"), errors: errors) {
        Field("body", words("meetings.column.body"), errors: errors).choice(
          bodies.map { body in
            let best = body.name.best(for: call.language)
            return .init(body.mark.text, best?.text ?? body.mark.text, language: best?.language)
          }, none: words("meetings.exports.feeds.all"))
      }
    }
  }

  private func table(_ feeds: [CalendarFeed], _ bodies: [Body], _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    return Table(
      caption: words("meetings.exports.feeds"),
      columns: [words("meetings.column.body"), words("meetings.exports.feeds.since"), words("meetings.exports.feeds.revoke")].map {
        Table.Column($0)
      },
      rows: feeds.map { feed in
        [
          bodies.first { $0.id == feed.body }.map { localText($0.name, on: call.language) } ?? HTML(words("meetings.exports.feeds.all")),
          HTML(words.dateTime(feed.createdAt, in: call.zone)),
          buttonForm(call, to: "\(Self.url)/revoke", words("meetings.exports.feeds.revoke"), hidden: ["feed": feed.id.description]),
        ]
      }
    ).html
  }
}
