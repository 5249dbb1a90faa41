// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

extension CaseworkRoutes {
  /// How long cases are kept: the list of those whose time has ended, and the page of one case.
  var retention: [Route] {
    let pages = RetentionPages(casework: casework)
    let url = "/cases/:case/retention"
    return [
      .page(.get, "/cases/retention", needs: "casework.retain", pages.list),
      .page(.get, url, needs: "casework.retain", pages.show),
      .page(.post, "\(url)/preserve", needs: "casework.retain", records: ["casework.preserved"], pages.preserve),
      .page(.post, "\(url)/lift", needs: "casework.retain", records: ["casework.preservationLifted"], pages.lift),
      .page(.post, "\(url)/propose", needs: "casework.retain", records: ["casework.shreddingProposed"], pages.propose),
      .page(.post, "\(url)/return", needs: "casework.retain", records: ["casework.shreddingReturned"], pages.giveBack),
      .page(.post, "\(url)/confirm", needs: "casework.retain", records: ["casework.shredded"], pages.confirm),
    ]
  }
}

extension CasePanel {
  /// Until when a closed case is kept, or that it is preserved; the way to change that for those who may.
  static let retention = CasePanel { view in
    let decided = try await view.casework.retention(of: view.request.id, for: view.call.who.reader)?.value
    let mayRetain = view.call.who.may("casework.retain")
    guard !view.request.isOpen || decided?.preservation != nil || mayRetain else { return .nothing }
    let words = RetentionWords(words: view.words)
    return HTML {
      tag("h2") { view.words("casework.retention.title") }
      words.time(view.request, view.casework.retentionProfiles)
      if let preservation = decided?.preservation { words.preserved(preservation) }
      if mayRetain { tag("p", .css("actions")) { link("\(view.url)/retention", view.words("casework.retention.ofCase")) } }
    }
  }
}

/// The page of a case that was shredded: what statistics count, and what happened.
struct ShreddedPage: Sendable {
  let request: RegisteredRequest
  let timeline: HTML
  let casework: Casework
  let call: Call<SignedIn>

  var page: Page {
    let words = call.words
    let head = request.head
    return Page(
      words("casework.noReference"), trail: [.init(words("casework.register.title"), "/cases")], classification: .restricted
    ) {
      tag("p", .css("lead")) { words("casework.retention.shreddedOn", ["day": .day(head.shreddedOn ?? .latest)]) }
      tag("p") { words("casework.retention.shreddedLead") }
      facts([
        (words("casework.field.direction"), HTML(words("casework.direction.\(request.direction.rawValue)"))),
        (words("casework.field.requestingState"), HTML(words.state(head.requestingState))),
        (words("casework.field.requestedState"), HTML(words.state(head.requestedState))),
        (words("casework.field.kind"), HTML(words("casework.kind.\(head.kind.rawValue)"))),
        (words("casework.field.arrivedOn"), HTML(words.date(head.arrival.on))),
        (words("casework.retention.column.closedOn"), request.closure.map { HTML(words.date($0.on)) }),
      ])
      timeline
    }
  }
}
