// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
public import MeetingsRules

/// Makes a file of a dossier; what the reader would derive is left out, so that a file that was read is written as it was meant.
struct MeetingFileWriter {
  let dossier: MeetingDossier

  private var subject: Mark { dossier.meeting.mark }
  private var versionRead: Language { dossier.annotatedAgenda?.versionRead ?? .en }

  private func given<Owner>(_ id: ID<Owner>, unless name: String) -> ID<Owner>? { id == .derived(from: name) ? nil : id }
  private func mark(_ id: ID<Body>?) -> Mark? { dossier.body(id)?.mark }
  private func mark(_ id: ID<Meeting>?) -> Mark? { dossier.meeting(id)?.mark }
  private func mark(_ id: ID<MeetingDocument>?) -> Mark? { dossier.document(id)?.mark }
  private func mark(_ id: ID<Mandate>?) -> Mark? { dossier.mandate(id)?.mark }
  private func mark(_ id: ID<Panel>?) -> Mark? { dossier.meeting.panels.first { $0.id == id }?.mark }
  private func number(_ id: ID<AgendaItem>) -> FileReference? { dossier.meeting.item(id).map { FileReference($0.number.description) } }

  /// A list as files write it: left out when empty.
  private func list<Value>(_ values: [Value]) -> [Value]? { values.isEmpty ? nil : values }

  func file() -> MeetingFile {
    let meeting = dossier.meeting
    return MeetingFile(
      schema: MeetingFile.format, meeting: subject, bodies: dossier.bodies.map(write),
      meetings: (dossier.otherMeetings + [meeting]).map(write), documents: dossier.documents.map(write),
      agendaBases: list(
        meeting.bases.compactMap { basis in mark(basis.source).map { FileBasis(source: $0, role: FileWord(basis.role)) } }),
      mandates: dossier.mandates.compactMap(write), agenda: meeting.items.map(write), expectations: meeting.expectations.compactMap(write),
      panels: list(meeting.panels.compactMap(write)), sessions: meeting.bands.map(write), outcome: outcome)
  }

  private func write(_ body: Body) -> Titled<FileBody> {
    Titled(
      FileBody(
        id: body.mark, uuid: given(body.id, unless: DerivedName.body(body.mark)), symbolPrefix: body.symbolPrefix,
        parent: mark(body.parent), kind: FileWord(body.kind),
        wordLimits: body.wordLimits.map { limits in
          Dictionary(uniqueKeysWithValues: limits.map { (FileWord<MeetingDocument.Kind>.snake($0.key.rawValue), $0.value) })
        }), title: body.name)
  }

  private func write(_ meeting: Meeting) -> Titled<FileMeeting> {
    var base = FileMeeting(
      id: meeting.mark, uuid: given(meeting.id, unless: DerivedName.meeting(meeting.mark)), body: mark(meeting.body) ?? meeting.mark,
      ordinal: meeting.ordinal, timeZone: meeting.zone == "UTC" ? nil : meeting.zone, dates: meeting.days,
      standing: meeting.standing == .approved ? nil : FileWord(meeting.standing), previous: mark(meeting.previous),
      outcomeDocument: dossier.document(meeting.outcomeDocument)?.citation)
    let (city, venue) = (FileText(meeting.place.city), FileText(meeting.place.venue))
    if city != nil || venue != nil || meeting.place.country != nil {
      base.place = FilePlace(city: city, country: meeting.place.country, venue: venue)
    }
    if let opensAt = meeting.opensAt {
      base.opensAt = opensAt.formatted(Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: meeting.timeZone))
    }
    base.resources = meeting.resources.map { FileResources(plenaryMeetings: $0.plenaryMeetings, interpretation: $0.interpretation) }
    if case .adopted(let day) = meeting.agendaStage {
      (base.agendaStatus, base.agendaAdoptedOn) = (.adopted, day)
    } else if meeting.id == dossier.meeting.id {
      base.agendaStatus = .provisional
    }
    base.agendaDecisions = meeting.agendaDecisions?.map {
      FileAgendaDecision(kind: FileWord($0.kind), day: $0.day, text: $0.text.isEmpty ? nil : $0.text)
    }
    base.approval = meeting.approval.flatMap { approval in mark(approval.by).map { FileApproval(by: $0, day: approval.day) } }
    return Titled(base, title: meeting.name)
  }

  private func write(_ document: MeetingDocument) -> Titled<FileDocument> {
    let name = DerivedName.document(document.citation, document.mark, in: subject)
    let listing = dossier.items(listing: document.id).map { FileReference($0.number.description) }
    let citing = dossier.meeting.items.filter { $0.cited.contains(document.id) }.map { FileReference($0.number.description) }
    return Titled(
      FileDocument(
        id: document.mark, uuid: given(document.id, unless: name), symbol: document.symbol, alias: document.alias,
        inferred: document.isInferred ? true : nil, kind: FileWord(document.kind), akn: document.markupName,
        distribution: document.distribution.map { FileWord($0) }, issued: document.issuedOn, decided: document.decidedOn,
        originalLanguage: document.originalLanguage, thisVersion: document.versionRead, jobNumber: document.jobNumber,
        meeting: mark(document.meeting), body: mark(document.body), items: list(listing), citedUnder: list(citing),
        topics: list(document.topics.map { FileWord($0) }), expressions: list(document.expressions.map { FileExpression($0) })),
      title: document.title)
  }

  private func write(_ mandate: Mandate) -> FileMandate? {
    guard let source = mark(mandate.source), let giver = mark(mandate.givenBy), let task = FileText(mandate.task) else { return nil }
    let home = mark(mandate.recordedFor) ?? subject
    let due: String? =
      switch mandate.due {
      case .day(let day): day.description
      case .meeting(let id): mark(id)?.text
      case nil: nil
      }
    return FileMandate(
      id: mandate.mark, uuid: given(mandate.id, unless: DerivedName.part("mandate", mandate.mark, of: home)),
      recordedFor: home == subject ? nil : home, source: source, paragraph: mandate.paragraph, givenBy: giver,
      givenAt: mark(mandate.givenAt), verb: FileWord(mandate.verb), addressee: mark(mandate.addressee),
      qualifier: mandate.qualifier.map { FileWord($0) }, condition: FileText(mandate.condition), task: task, due: due,
      reportTo: mark(mandate.reportTo), createsTask: mandate.createsTask == mandate.verb.usuallyCreatesTask ? nil : mandate.createsTask,
      statedUnder: list(mandate.statedUnder.compactMap { number($0) }), terms: terms(mandate.terms),
      translationQuery: mandate.translationQuery, status: mandate.status == .noIndication ? nil : FileWord(mandate.status),
      actions: list(actions(of: mandate)), overtakenBy: mark(mandate.overtakenBy), statusReason: mandate.statusReason)
  }

  private func actions(of mandate: Mandate) -> [FileAction] {
    mandate.actions.enumerated().compactMap { place, action in
      FileText(action.what).map {
        FileAction(
          uuid: given(action.id, unless: "action \(mandate.mark) \(place)"), what: $0, doneOn: action.doneOn,
          evidence: mark(action.evidence))
      }
    }
  }

  private func terms(_ terms: [String: LocalText]) -> [String: FileText]? {
    let written = terms.compactMapValues { FileText($0, plain: versionRead) }
    return written.isEmpty ? nil : written
  }

  private func write(_ item: AgendaItem) -> Titled<FileItem> {
    Titled(
      FileItem(
        number: item.number.number, letter: item.number.letter,
        uuid: given(item.id, unless: DerivedName.part("item", item.number, of: subject)), type: FileWord(item.kind),
        topics: list(item.topics.map { FileWord($0) }), documents: list(item.documents.compactMap { mark($0) }),
        annotation: list(item.annotation.compactMap { FileText($0) })), title: item.title, shortTitle: item.shortTitle)
  }

  private func write(_ expectation: Expectation) -> FileExpectation? {
    guard let item = number(expectation.item), let actor = mark(expectation.actor), let what = FileText(expectation.what) else {
      return nil
    }
    return FileExpectation(
      id: expectation.mark, uuid: given(expectation.id, unless: DerivedName.part("expectation", expectation.mark, of: subject)),
      item: item, kind: FileWord(expectation.kind), actor: actor, what: what, panel: mark(expectation.panel),
      answers: list(expectation.answers.compactMap { mark($0) }), answersPartly: list(expectation.answersPartly.compactMap { mark($0) }),
      terms: terms(expectation.terms), proposed: expectation.isProposed == true ? true : nil)
  }

  private func write(_ panel: Panel) -> FilePanel? {
    guard let item = number(panel.item) else { return nil }
    return FilePanel(
      id: panel.mark, uuid: given(panel.id, unless: DerivedName.part("panel", panel.mark, of: subject)), item: item,
      topics: list(panel.topics.compactMap { FileText($0) }), speakers: list(panel.speakers.map(panellist)),
      moderator: panel.moderator.map(panellist), announced: panel.isAnnounced, mandatedBy: mark(panel.mandatedBy))
  }

  private func panellist(_ person: Panel.Panellist) -> FilePanellist {
    FilePanellist(
      name: person.name, state: person.state, organization: person.organization, confirmed: person.isConfirmed ? true : nil)
  }

  private func write(_ band: SessionBand) -> FileSession {
    FileSession(
      id: band.mark, uuid: given(band.id, unless: DerivedName.part("session", band.mark, of: subject)), date: band.day, from: band.from,
      to: band.to, kind: FileWord(band.kind), interpretation: list(band.interpretation),
      items: band.slots.compactMap { slot in number(slot.item).map { FileSlot(item: $0, minutes: slot.minutes) } })
  }

  private var outcome: FileOutcome? {
    dossier.meeting.outcome.map { outcome in
      FileOutcome(
        report: .init(
          draftedBy: mark(outcome.draftedBy), adoptedUnder: outcome.adoptedUnder.flatMap { number($0) },
          contains: list(outcome.contains.map { FileWord($0) })))
    }
  }
}

extension MeetingFile {
  /// The file that describes a dossier.
  public init(_ dossier: MeetingDossier) { self = MeetingFileWriter(dossier: dossier).file() }
}
