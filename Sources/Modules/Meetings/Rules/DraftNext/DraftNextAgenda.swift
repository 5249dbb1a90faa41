// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension MeetingDossier {
  /// The living mandates that the body's next meeting has to answer: those of this meeting, and those recorded for any meeting of the body.
  public func mandatesForNextMeeting(of living: [Mandate], meetings: Set<ID<Meeting>>) -> [Mandate] {
    let known = Set(mandates.map(\.id))
    let asked = living.filter { $0.isLiving && (known.contains($0.id) || meetings.contains($0.recordedFor)) }
    return asked.sorted { $0.mark == $1.mark ? $0.id < $1.id : $0.mark < $1.mark }
  }

  /// Drafts the agenda of the next meeting and its annotations.
  ///
  /// Procedural items stay first and last; items about the subject are inherited, and a topic that mandates name and no item has gets one.
  /// Each mandate is stated under its items; what answers it is announced there: a briefing by the secretariat for its own tasks, an exchange
  /// of views for the tasks of others, a panel where one is asked for. Nothing of the draft is restricted.
  /// - Parameters:
  ///   - living: the mandates to take up.
  ///   - sentence: the words of a sentence, in every language in which there are any.
  /// - Source: practice (the provisional agenda is drawn up on the basis of mandates)
  /// - Throws: ``CannotDraftAgenda/noAgendaToFollow`` or ``CannotDraftAgenda/nothingToAnswer``.
  public func draftingNext(
    from living: [Mandate], _ choices: NextAgendaChoices, ids: DraftIdentities, sentence: @escaping (DraftSentence) -> LocalText
  ) throws(CannotDraftAgenda) -> NextAgenda {
    guard !meeting.items.isEmpty else { throw .noAgendaToFollow }
    guard !living.isEmpty else { throw .nothingToAnswer }
    let taken = living.filter { !choices.leftOut.contains($0.id) }
    let placement = MandatePlacement(last: self, living: taken, chosen: choices.places)
    var draft = NextAgendaDraft(last: self, choices: choices, ids: ids, sentence: sentence)
    draft.addItems(newTopics: placement.newTopics)
    let placed = placement.places.map { place in
      NextAgenda.Placement(mandate: place.mandate, items: draft.numbers(of: place.home), ground: place.ground)
    }
    for item in draft.meeting.items { draft.annotate(item, placed.filter { $0.items.contains(item.number) }, of: placed) }
    draft.addBands()
    draft.addBases(placed.map { $0.mandate })
    return NextAgenda(meeting: draft.meeting, placements: placed, leftOut: living.filter { choices.leftOut.contains($0.id) })
  }
}

/// The draft while it is being put together.
struct NextAgendaDraft {
  let last: MeetingDossier
  let ids: DraftIdentities
  let sentence: (DraftSentence) -> LocalText
  private(set) var meeting: Meeting
  private var successors: [ID<AgendaItem>: ItemNumber] = [:]
  private var byTopic: [Topic: ItemNumber] = [:]

  init(last: MeetingDossier, choices: NextAgendaChoices, ids: DraftIdentities, sentence: @escaping (DraftSentence) -> LocalText) {
    self.last = last
    self.ids = ids
    self.sentence = sentence
    let before = last.meeting
    meeting = Meeting(
      id: ids.meeting, mark: choices.mark, body: before.body, ordinal: choices.ordinal, place: before.place, zone: before.zone,
      days: choices.days, standing: .planned, agendaStage: .provisional, resources: before.resources, previous: before.id)
    if let first = before.bands.min(by: { ($0.day, $0.from) < ($1.day, $1.from) }), let day = choices.days.min() {
      meeting.opensAt = first.from.instant(on: day, in: before.timeZone)
    }
  }

  // MARK: Items

  /// The items of the last agenda, with new ones after the last about the subject.
  mutating func addItems(newTopics: [Topic]) {
    let items = last.meeting.items.sorted { $0.number < $1.number }
    let lastSubstantive = items.lastIndex { $0.kind == .substantive }
    var shift = 0
    for (index, item) in items.enumerated() {
      guard let number = ItemNumber(item.number.number + shift, letter: item.number.letter) else { continue }
      add(AgendaItem(id: ids.item(number), number: number, title: item.title, kind: item.kind, topics: item.topics))
      successors[item.id] = number
      guard index == lastSubstantive ?? -1 else { continue }
      for topic in newTopics {
        shift += 1
        guard let number = ItemNumber(item.number.number + shift) else { continue }
        add(AgendaItem(id: ids.item(number), number: number, title: sentence(.title(topic)), kind: .substantive, topics: [topic]))
        byTopic[topic] = number
      }
    }
  }

  private mutating func add(_ item: AgendaItem) { meeting.items.append(item) }

  func numbers(of home: MandatePlacement.Home) -> [ItemNumber] {
    switch home {
    case .items(let ids): ids.compactMap { successors[$0] }
    case .topic(let topic): byTopic[topic].map { [$0] } ?? []
    }
  }

  // MARK: Annotations

  /// States the mandates of an item and announces what answers them.
  mutating func annotate(_ item: AgendaItem, _ placed: [NextAgenda.Placement], of all: [NextAgenda.Placement]) {
    var paragraphs: [LocalText] = []
    let procedural = meeting.items.filter { $0.kind == .procedural }
    if item.id == procedural.first?.id { paragraphs.append(announce(.takesPlace, .opening, by: meeting.body, item)) }
    if procedural.count > 2, item.id == procedural[1].id { paragraphs.append(sentence(.agenda(count: all.count))) }
    paragraphs += placed.map { sentence(.mandate($0.mandate)) }
    // What an item about the subject answers is not answered a second time under the adoption of the agenda.
    let answered = placed.filter { placement in
      item.kind == .substantive || !placement.items.contains { meeting.item($0)?.kind == .substantive }
    }.map(\.mandate)
    let panels = answered.filter(isForPanel)
    let own = answered.filter { !isForPanel($0) && last.body($0.addressee)?.kind == .secretariat }
    let others = answered.filter { !isForPanel($0) && last.body($0.addressee)?.kind != .secretariat }
    if !own.isEmpty { paragraphs.append(announce(.secretariatWillBrief, .brief(count: own.count), by: secretariat, item, own)) }
    if !others.isEmpty { paragraphs.append(announce(.participantsMayWish, .exchange(count: others.count), by: participants, item, others)) }
    for mandate in panels { paragraphs.append(addPanel(mandate, item)) }
    if procedural.count > 1, item.id == procedural.last?.id { paragraphs.append(announce(.adoption, .adoption, by: meeting.body, item)) }
    guard let index = meeting.items.firstIndex(where: { $0.id == item.id }) else { return }
    meeting.items[index].annotation = paragraphs
    for mandate in placed.map(\.mandate) where !meeting.items[index].cited.contains(mandate.source) {
      meeting.items[index].cited.append(mandate.source)
    }
  }

  private func isForPanel(_ mandate: Mandate) -> Bool {
    last.meeting.panels.contains { $0.mandatedBy == mandate.id } || mandate.asksForPanel
  }

  private var secretariat: ID<Body> { last.bodies.first { $0.kind == .secretariat }?.id ?? meeting.body }

  private var participants: ID<Body> {
    last.bodies.first { $0.kind == .addresseeGroup && $0.mark.text == "participants" }?.id ?? meeting.body
  }

  private mutating func announce(
    _ kind: Expectation.Kind, _ words: DraftSentence, by actor: ID<Body>, _ item: AgendaItem, _ answers: [Mandate] = [],
    panel: ID<Panel>? = nil
  ) -> LocalText {
    let mark = Mark.next(after: meeting.expectations.map(\.mark), prefix: "e")
    let what = sentence(words)
    meeting.expectations.append(
      Expectation(
        id: ids.expectation(mark), mark: mark, item: item.id, kind: kind, actor: actor, what: what, panel: panel,
        answers: answers.map(\.id)))
    return what
  }

  private mutating func addPanel(_ mandate: Mandate, _ item: AgendaItem) -> LocalText {
    if let known = meeting.panels.first(where: { $0.mandatedBy == mandate.id }) {
      return announce(.panel, .panel(mandate), by: secretariat, item, [mandate], panel: known.id)
    }
    let mark = Mark.next(after: meeting.panels.map(\.mark), prefix: "p")
    let topics = last.meeting.panels.first { $0.mandatedBy == mandate.id }?.topics ?? [mandate.task]
    let panel = Panel(id: ids.panel(mark), mark: mark, item: item.id, topics: topics, isAnnounced: true, mandatedBy: mandate.id)
    meeting.panels.append(panel)
    return announce(.panel, .panel(mandate), by: secretariat, item, [mandate], panel: panel.id)
  }

  // MARK: Organization of work

  /// The sessions of the last meeting on the days of the next; new items join the session of the item before them.
  mutating func addBands() {
    let before = last.meeting
    let oldDays = before.days.sorted()
    let days = meeting.days.sorted()
    for band in before.bands {
      guard let offset = oldDays.firstIndex(of: band.day), let day = days.dropFirst(offset).first ?? days.last else { continue }
      var slots = band.slots.compactMap { slot in
        successors[slot.item].flatMap { meeting.item($0) }.map { SessionBand.Slot(item: $0.id, minutes: slot.minutes) }
      }
      for number in byTopic.values.sorted() {
        guard let item = meeting.item(number), let earlier = meeting.items.last(where: { $0.number < number }),
          let place = slots.firstIndex(where: { $0.item == earlier.id })
        else { continue }
        slots.insert(.init(item: item.id), at: place + 1)
      }
      meeting.bands.append(
        SessionBand(
          id: ids.band(band.mark), mark: band.mark, day: day, from: band.from, to: band.to, kind: band.kind,
          interpretation: band.interpretation, slots: slots))
    }
  }

  /// The decisions and recommendations that the mandates come from.
  mutating func addBases(_ mandates: [Mandate]) {
    for mandate in mandates where !meeting.bases.contains(where: { $0.source == mandate.source }) {
      let role: AgendaBasis.Role = mandate.givenBy == meeting.body ? .recommendationsFollowed : .mandatedBy
      meeting.bases.append(AgendaBasis(source: mandate.source, role: role))
    }
    if let report = last.meeting.outcomeDocument, !meeting.bases.contains(where: { $0.source == report }) {
      meeting.bases.append(AgendaBasis(source: report, role: .recommendationsFollowed))
    }
  }
}
