// SPDX-License-Identifier: Apache-2.0
import Kernel

/// Finds the items under which the mandates of the next meeting stand.
struct MandatePlacement {
  let last: MeetingDossier
  let living: [Mandate]
  /// Topics that no item of the last agenda is about, in the order in which mandates name them.
  private(set) var newTopics: [Topic] = []
  private(set) var places: [(mandate: Mandate, home: Home, ground: NextAgenda.Ground)] = []

  /// Where a mandate goes: items of the last agenda, or a new item about a topic.
  enum Home: Equatable {
    case items([ID<AgendaItem>])
    case topic(Topic)
  }

  init(last: MeetingDossier, living: [Mandate], chosen: [ID<Mandate>: ItemNumber]) {
    self.last = last
    self.living = living
    for mandate in living {
      let (home, ground) = chosen[mandate.id].flatMap { last.meeting.item($0) }.map { (.items([$0.id]), .chosen) } ?? find(mandate)
      if case .topic(let topic) = home, !newTopics.contains(topic) { newTopics.append(topic) }
      places.append((mandate, home, ground))
    }
  }

  private var substantive: [AgendaItem] { last.meeting.items.filter { $0.kind == .substantive } }

  private func find(_ mandate: Mandate) -> (Home, NextAgenda.Ground) {
    let stated = last.meeting.items.filter { mandate.statedUnder.contains($0.id) }.map(\.id)
    if !stated.isEmpty { return (.items(stated), .stated) }
    let topics = Topic.named(in: mandate.task)
    let items = substantive.filter { !topics.isDisjoint(with: subjects(of: $0)) }.map(\.id)
    if !items.isEmpty { return (.items(items), .topic) }
    if let item = substantive.first(where: { !topics.isDisjoint(with: tasks(under: $0)) }) { return (.items([item.id]), .topic) }
    if let topic = Topic.allCases.first(where: topics.contains) { return (.topic(topic), .topic) }
    let fallback = substantive.last ?? last.meeting.items.last
    return (.items(fallback.map { [$0.id] } ?? []), .unknown)
  }

  private func subjects(of item: AgendaItem) -> Set<Topic> { Set(item.topics).union(Topic.named(in: item.title)) }

  /// What the mandates under an item name: an item about tools and services has no topic of its own.
  private func tasks(under item: AgendaItem) -> Set<Topic> {
    last.mandates(statedUnder: item.id).reduce(into: []) { $0.formUnion(Topic.named(in: $1.task)) }
  }
}
