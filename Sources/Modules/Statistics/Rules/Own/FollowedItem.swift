// SPDX-License-Identifier: Apache-2.0
import Kernel

/// What statistics know of one item of a request.
struct FollowedItem: Hashable, Sendable {
  /// What is asked for.
  let sought: String?
  /// The day on which it was accepted, refused or, where no decision was told before, answered.
  var decidedOn: CalendarDay?
  var isRefused = false
  /// Whether something of it was sent or came: what is withdrawn afterwards stays answered.
  var isAnswered = false
  var isWithdrawn = false
  var grounds: Set<String> = []

  init(sought: String?) { self.sought = sought }
}

extension FollowedRequest {
  /// Takes in what a fact says of items.
  /// - Source: UNCAC 46(21), 46(24), 46(26)
  mutating func takeItems(_ fact: CaseFact) {
    let day = fact.day("on")
    for id in fact.codes("items") ?? [] {
      guard var item = items[id] else { continue }
      switch fact.name {
      case "accepted": item.accept(on: day)
      case "refused": item.refuse(on: day, fact.codes("grounds") ?? [])
      case "decisionRecorded":
        switch fact.code("decision") {
        case "accepted": item.accept(on: day)
        case "refused": item.refuse(on: day, fact.codes("grounds") ?? [])
        default: break
        }
      case "conditionsRefused": if fact.codes("undecided") == nil { item.decideAnew() }
      case "executed": item.decidedOn = item.decidedOn ?? day
      case "productSent", "replyRecorded":
        item.decidedOn = item.decidedOn ?? day
        item.isAnswered = true
      case "withdrawn": item.isWithdrawn = !item.isRefused && !item.isAnswered
      default: break
      }
      items[id] = item
    }
    for id in fact.codes("undecided") ?? [] { items[id]?.decideAnew() }
    if fact.name == "split" { for id in fact.codes("items") ?? [] { items[id] = nil } }
  }

  /// The day of the last decision, once every item that was not withdrawn is decided.
  var decidedOn: CalendarDay? {
    let live = items.values.filter { !$0.isWithdrawn }
    let days = live.compactMap(\.decidedOn)
    return days.count == live.count ? days.max() : nil
  }
}

extension FollowedItem {
  /// Accepted once more, after its conditions were refused or with others, it was decided on the later day.
  mutating func accept(on day: CalendarDay?) { decidedOn = day ?? decidedOn }

  mutating func refuse(on day: CalendarDay?, _ named: [String]) {
    // Reasons that are told later belong to the same refusal.
    if !isRefused { decidedOn = day }
    isRefused = true
    grounds.formUnion(named)
  }

  /// The conditions on which it was accepted were not taken: the requested State decides once more.
  /// - Source: UNCAC 46(26)
  mutating func decideAnew() {
    guard !isRefused, !isAnswered else { return }
    decidedOn = nil
  }
}
