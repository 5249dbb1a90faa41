// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web
import WritingRules

extension CaseworkRoutes {
  var stuck: [Route] {
    [.page(.get, "/cases/stuck", needs: "casework.read", StuckPages(casework: casework).show)]
  }
}

/// The requests that nobody can move, each with why and with what helps; none of them may be forgotten.
struct StuckPages: Sendable {
  let casework: Casework

  static let pageLength = 25

  /// Requests of one reason, and whether there are more.
  struct Found: Sendable {
    let reason: StuckReason
    let requests: [ListedRequest]
    let next: CaseStore.Place?
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let asked = call.query["why"].flatMap { StuckReason(rawValue: $0) }
    let place = asked == nil ? nil : call.query["after"].flatMap { CaseStore.Place($0) }
    let staff = try await casework.officers.staff()
    var found: [Found] = []
    for reason in StuckReason.allCases where asked == nil || asked == reason {
      guard reason != .nobodySees || call.who.may("casework.confirm") else { continue }
      found.append(try await stuck(reason, staff, after: place, call))
    }
    return .page(page(found.filter { !$0.requests.isEmpty || $0.next != nil }, call))
  }

  private func stuck(_ reason: StuckReason, _ staff: Staff, after place: CaseStore.Place?, _ call: Call<SignedIn>) async throws -> Found {
    let rows = try await casework.store.stuck(
      reason, staff, after: place, for: call.who.reader, at: call.now, limit: Self.pageLength + 1)
    let next = rows.count > Self.pageLength ? rows[Self.pageLength - 1].id : nil
    var requests = Array(rows.prefix(Self.pageLength))
    if reason == .ownProposals { requests = try await unconfirmed(requests, staff) }
    return Found(reason: reason, requests: requests, next: next)
  }

  /// Of requests with proposals those that none but the proposers could confirm.
  private func unconfirmed(_ requests: [ListedRequest], _ staff: Staff) async throws -> [ListedRequest] {
    let granted = try await casework.store.granted(requests.filter(\.isRestricted).map(\.id))
    return requests.filter { listed in
      staff.leavesUnconfirmed(
        proposers: listed.request.proposals.map(\.by.id), unit: listed.request.head.unit ?? "",
        granted: listed.isRestricted ? granted[listed.id] ?? [] : nil, right: "casework.confirm")
    }
  }

  private func page(_ found: [Found], _ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(
      words("casework.stuck.title"), trail: [.init(words("casework.register.title"), "/cases")], classification: .restricted
    ) {
      tag("p", .css("lead")) { words("casework.stuck.lead") }
      if found.isEmpty { emptyState(words("casework.stuck.none")) }
      for one in found { section(one, words) }
    }
  }

  private func section(_ found: Found, _ words: Words) -> HTML {
    HTML {
      tag("h2") { words("casework.stuck.\(found.reason.rawValue)") }
      tag("p") { words("casework.stuck.help.\(found.reason.rawValue)") }
      Table(
        caption: words("casework.stuck.\(found.reason.rawValue)"), showsCaption: false,
        columns: ["request", "state", "stage"].map { Table.Column(words("casework.column.\($0)")) },
        rows: found.requests.map { row($0, found, words) }
      ).html
      if let next = found.next {
        tag("p", .css("actions")) { link("/cases/stuck?why=\(found.reason.rawValue)&after=\(next)", words("casework.register.following")) }
      }
    }
  }

  /// Of a request that nobody may see its reference alone is told, to those who can give access to it.
  private func row(_ listed: ListedRequest, _ found: Found, _ words: Words) -> [HTML] {
    let request = listed.request
    guard found.reason != .nobodySees else {
      return [tag("span", .dir("ltr")) { request.head.title(words) }, HTML("–"), HTML("–")]
    }
    return [
      HTML {
        listed.link(words)
        if let unit = request.head.unit { tag("p", .css("hint")) { typedText(unit) } }
      },
      HTML {
        words("casework.direction.\(request.direction.rawValue)")
        tag("p", .css("hint")) { words.state(request.otherState) }
      },
      StageWords(words: words).badge(request),
    ]
  }
}
