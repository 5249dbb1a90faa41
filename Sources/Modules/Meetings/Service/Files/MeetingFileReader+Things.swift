// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules

extension MeetingFileReader {
  /// The dossier; `nil`, with issues, when something without which there is none leads nowhere.
  mutating func dossier(of subject: Titled<FileMeeting>) -> MeetingDossier? {
    let index = file.meetings.firstIndex { $0.base.id == subject.base.id } ?? 0
    guard var meeting = readMeeting(subject, "meetings[\(index)]") else { return nil }
    meeting.items = readItems()
    meeting.expectations = readExpectations(subject.base.id)
    meeting.panels = readPanels()
    meeting.bands = readSessions(subject.base.id)
    meeting.bases = (file.agendaBases ?? []).enumerated().compactMap { place, basis in
      document(basis.source, "agenda_bases[\(place)].source").map { AgendaBasis(source: $0, role: basis.role.value) }
    }
    meeting.outcome = readOutcome()
    let others = file.meetings.enumerated().compactMap { place, other in
      other.base.id == subject.base.id ? nil : readMeeting(other, "meetings[\(place)]")
    }
    return MeetingDossier(
      meeting: meeting, otherMeetings: others, bodies: readBodies(), documents: readDocuments(), mandates: readMandates(meeting.id))
  }

  private mutating func readBodies() -> [Body] {
    file.bodies.enumerated().compactMap { index, titled in
      let (base, path) = (titled.base, "bodies[\(index)]")
      guard let id = bodies[base.id] else { return nil }
      var read = Body(
        id: id, mark: base.id, kind: base.kind.value, parent: body(base.parent, "\(path).parent"), symbolPrefix: base.symbolPrefix,
        name: titled.title)
      read.wordLimits = readWordLimits(base.wordLimits, "\(path).word_limits")
      return read
    }
  }

  private mutating func readMeeting(_ titled: Titled<FileMeeting>, _ path: String) -> Meeting? {
    let base = titled.base
    guard let id = meetings[base.id], let body = body(base.body, "\(path).body") else { return nil }
    let zone = base.timeZone ?? "UTC"
    if TimeZone(identifier: zone) == nil { refuse("\(path).time_zone", "an IANA time zone such as Europe/Vienna") }
    var opensAt: Date?
    if let text = base.opensAt {
      opensAt = try? Date(text, strategy: .iso8601)
      if opensAt == nil { refuse("\(path).opens_at", "an instant such as 2018-06-08T10:00:00+02:00") }
    }
    var outcome: ID<MeetingDocument>?
    if let citation = base.outcomeDocument {
      let index = file.documents.firstIndex { $0.base.symbol == citation || $0.base.alias == citation }
      outcome = index.flatMap { documents[file.documents[$0].base.id] }
      if outcome == nil { refuse("\(path).outcome_document", "the symbol of a document of this file") }
    }
    let isAdopted = base.agendaStatus == .adopted
    if isAdopted != (base.agendaAdoptedOn != nil) {
      refuse("\(path).agenda_adopted_on", "a day when agenda_status is adopted, and only then")
    }
    var meeting = Meeting(
      id: id, mark: base.id, body: body, ordinal: base.ordinal, name: titled.title,
      place: Place(
        city: base.place?.city?.text() ?? LocalText(), country: base.place?.country, venue: base.place?.venue?.text() ?? LocalText()),
      zone: zone, days: base.dates.sorted(), opensAt: opensAt, standing: base.standing?.value ?? .approved,
      agendaStage: base.agendaAdoptedOn.map { .adopted(on: $0) } ?? .provisional,
      resources: base.resources.map { Resources(plenaryMeetings: $0.plenaryMeetings, interpretation: $0.interpretation) },
      previous: self.meeting(base.previous, "\(path).previous"), outcomeDocument: outcome)
    meeting.agendaDecisions = base.agendaDecisions?.map { AgendaDecision(kind: $0.kind.value, day: $0.day, text: $0.text ?? "") }
    if let approval = base.approval {
      meeting.approval = self.body(approval.by, "\(path).approval.by").map { DatesApproval(by: $0, day: approval.day) }
    }
    return meeting
  }

  private mutating func readItems() -> [AgendaItem] {
    file.agenda.enumerated().compactMap { index, titled in
      let (base, path) = (titled.base, "agenda[\(index)]")
      guard let number = ItemNumber(base.number, letter: base.letter), let id = items[number] else { return nil }
      var listed = (base.documents ?? []).enumerated().compactMap { document($1, "\(path).documents[\($0)]") }
      var cited: [ID<MeetingDocument>] = []
      for document in file.documents {
        guard let known = documents[document.base.id] else { continue }
        let named = (document.base.items ?? []).contains { ItemNumber($0.text) == number }
        if named, !listed.contains(known) { listed.append(known) }
        if (document.base.citedUnder ?? []).contains(where: { ItemNumber($0.text) == number }) { cited.append(known) }
      }
      return AgendaItem(
        id: id, number: number, title: titled.title, shortTitle: titled.shortTitle, kind: base.type.value,
        topics: (base.topics ?? []).map(\.value), documents: listed, cited: cited, annotation: (base.annotation ?? []).map { $0.text() })
    }
  }

  private mutating func readDocuments() -> [MeetingDocument] {
    file.documents.enumerated().compactMap { index, titled in
      let (base, path) = (titled.base, "documents[\(index)]")
      guard let id = documents[base.id] else { return nil }
      for (place, item) in (base.items ?? []).enumerated() { _ = findItem(item, "\(path).items[\(place)]") }
      for (place, item) in (base.citedUnder ?? []).enumerated() { _ = findItem(item, "\(path).cited_under[\(place)]") }
      var read = MeetingDocument(
        id: id, mark: base.id, meeting: meeting(base.meeting, "\(path).meeting"), symbol: base.symbol, alias: base.alias,
        isInferred: base.inferred ?? false, kind: base.kind.value, markupName: base.akn, distribution: base.distribution?.value,
        issuedOn: base.issued, decidedOn: base.decided, originalLanguage: base.originalLanguage, versionRead: base.thisVersion,
        jobNumber: base.jobNumber, title: titled.title, body: body(base.body, "\(path).body"), topics: (base.topics ?? []).map(\.value))
      read.expressions = readExpressions(base.expressions ?? [], "\(path).expressions")
      return read
    }
  }

  private mutating func readMandates(_ subject: ID<Meeting>) -> [Mandate] {
    file.mandates.enumerated().compactMap { index, base in
      let path = "mandates[\(index)]"
      let (source, giver) = (document(base.source, "\(path).source"), body(base.givenBy, "\(path).given_by"))
      let recordedFor = base.recordedFor == nil ? subject : meeting(base.recordedFor, "\(path).recorded_for")
      guard let id = mandates[base.id], let source, let giver, let recordedFor else { return nil }
      return Mandate(
        id: id, mark: base.id, recordedFor: recordedFor, source: source, paragraph: base.paragraph, givenBy: giver,
        givenAt: meeting(base.givenAt, "\(path).given_at"), verb: base.verb.value, addressee: body(base.addressee, "\(path).addressee"),
        task: base.task.text(), qualifier: base.qualifier?.value, condition: base.condition?.text() ?? LocalText(),
        due: readDue(base.due, "\(path).due"), reportTo: body(base.reportTo, "\(path).report_to"), createsTask: base.createsTask,
        statedUnder: (base.statedUnder ?? []).enumerated().compactMap { findItem($1, "\(path).stated_under[\($0)]") },
        terms: readTerms(base.terms), translationQuery: base.translationQuery, status: base.status?.value ?? .noIndication,
        actions: readActions(base, path), overtakenBy: mandate(base.overtakenBy, "\(path).overtaken_by"), statusReason: base.statusReason)
    }
  }

  private mutating func readDue(_ text: String?, _ path: String) -> Mandate.Due? {
    guard let text else { return nil }
    if let day = CalendarDay(text) { return .day(day) }
    if let id = Mark(text).flatMap({ meetings[$0] }) { return .meeting(id) }
    refuse(path, "a day, or the id of a meeting of this file")
    return nil
  }

  private mutating func readActions(_ base: FileMandate, _ path: String) -> [Mandate.Action] {
    (base.actions ?? []).enumerated().map { place, action in
      Mandate.Action(
        id: action.uuid ?? .derived(from: "action \(base.id) \(place)"), what: action.what.text(), doneOn: action.doneOn,
        evidence: document(action.evidence, "\(path).actions[\(place)].evidence"))
    }
  }

  private func readTerms(_ terms: [String: FileText]?) -> [String: LocalText] {
    (terms ?? [:]).mapValues { $0.text(plain: versionRead) }
  }

  private mutating func readExpectations(_ subject: Mark) -> [Expectation] {
    file.expectations.enumerated().compactMap { index, base in
      let path = "expectations[\(index)]"
      let (item, actor) = (findItem(base.item, "\(path).item"), body(base.actor, "\(path).actor"))
      guard let item, let actor else { return nil }
      var expectation = Expectation(
        id: base.uuid ?? .derived(from: DerivedName.part("expectation", base.id, of: subject)), mark: base.id, item: item,
        kind: base.kind.value, actor: actor, what: base.what.text(), panel: panel(base.panel, "\(path).panel"),
        answers: (base.answers ?? []).enumerated().compactMap { mandate($1, "\(path).answers[\($0)]") },
        answersPartly: (base.answersPartly ?? []).enumerated().compactMap { mandate($1, "\(path).answers_partly[\($0)]") },
        terms: readTerms(base.terms))
      expectation.isProposed = base.proposed == true ? true : nil
      return expectation
    }
  }

  private mutating func readPanels() -> [Panel] {
    (file.panels ?? []).enumerated().compactMap { index, base in
      let path = "panels[\(index)]"
      guard let id = panels[base.id], let item = findItem(base.item, "\(path).item") else { return nil }
      return Panel(
        id: id, mark: base.id, item: item, topics: (base.topics ?? []).map { $0.text() },
        speakers: (base.speakers ?? []).map(Self.panellist), moderator: base.moderator.map(Self.panellist), isAnnounced: base.announced,
        mandatedBy: mandate(base.mandatedBy, "\(path).mandated_by"))
    }
  }

  private static func panellist(_ base: FilePanellist) -> Panel.Panellist {
    .init(name: base.name, state: base.state, organization: base.organization, isConfirmed: base.confirmed ?? false)
  }

  private mutating func readSessions(_ subject: Mark) -> [SessionBand] {
    file.sessions.enumerated().map { index, base in
      let path = "sessions[\(index)]"
      let slots = base.items.enumerated().compactMap { place, slot in
        findItem(slot.item, "\(path).items[\(place)]").map { SessionBand.Slot(item: $0, minutes: slot.minutes) }
      }
      return SessionBand(
        id: base.uuid ?? .derived(from: DerivedName.part("session", base.id, of: subject)), mark: base.id, day: base.date,
        from: base.from, to: base.to, kind: base.kind.value, interpretation: base.interpretation ?? [], slots: slots)
    }
  }

  private mutating func readOutcome() -> ExpectedOutcome? {
    guard let report = file.outcome?.report else { return nil }
    for (place, mark) in (file.outcome?.recommendations ?? []).enumerated() {
      _ = mandate(mark, "outcome.recommendations[\(place)]")
    }
    return ExpectedOutcome(
      draftedBy: body(report.draftedBy, "outcome.report.drafted_by"),
      adoptedUnder: report.adoptedUnder.flatMap { findItem($0, "outcome.report.adopted_under") },
      contains: (report.contains ?? []).map(\.value))
  }
}
