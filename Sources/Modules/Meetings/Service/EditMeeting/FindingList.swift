// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// Findings of the coverage check with what to do about each, and links to the forms that mend them.
struct FindingList: Sendable {
  let dossier: MeetingDossier
  let words: Words
  /// Whether the reader may open the forms.
  var mayEdit = true

  func html(_ findings: [CoverageFinding], none: String) -> HTML {
    guard !findings.isEmpty else { return tag("p") { none } }
    let report = CoverageReport(findings: findings, words: words)
    return tag("ul", .css("timeline")) {
      for finding in findings {
        tag("li") {
          tag("strong") { report.title(finding) }
          if let detail = report.detail(finding) { tag("p", .dir("auto")) { detail } }
          tag("p") { report.action(finding) }
          if mayEdit { links(finding) }
        }
      }
    }
  }

  private func links(_ finding: CoverageFinding) -> HTML {
    let targets = targets(finding)
    guard !targets.isEmpty else { return .nothing }
    return tag("ul") { for target in targets { tag("li") { tag("a", .href(target.url)) { target.label } } } }
  }

  /// Whether a finding is about a place.
  func concerns(_ finding: CoverageFinding, _ place: MeetingPlace) -> Bool {
    if finding.subjects.contains(where: { self.place($0) == place }) { return true }
    guard case .item(let id) = place else { return false }
    if case .uncoveredTopics(_, let items) = finding.detail { return items.contains { dossier.meeting.item($0)?.id == id } }
    return finding.subjects.contains { subject in
      if case .mark(let mark) = subject { mandate(mark)?.statedUnder.contains(id) ?? false } else { false }
    }
  }

  private func mandate(_ mark: Mark) -> Mandate? { dossier.mandates.first { $0.mark == mark } }

  private func place(_ subject: CoverageFinding.Subject) -> MeetingPlace? {
    let meeting = dossier.meeting
    switch subject {
    case .item(let number): return meeting.item(number).map { .item($0.id) }
    case .mark(let mark):
      if mark == meeting.mark { return .facts }
      if let found = meeting.expectations.first(where: { $0.mark == mark }) { return .expectation(found.id) }
      if let found = meeting.panels.first(where: { $0.mark == mark }) { return .panel(found.id) }
      return meeting.bands.first { $0.mark == mark }.map { .band($0.id) }
    }
  }

  private func targets(_ finding: CoverageFinding) -> [(label: HTML, url: String)] {
    let names = PlaceName(meeting: dossier.meeting, words: words)
    var targets: [(label: HTML, url: String)] = []
    for subject in finding.subjects {
      if let place = place(subject) {
        targets.append((names.html(place), EditMeetingPages.url(place, of: dossier.meeting)))
      } else if case .mark(let mark) = subject {
        targets += self.targets(mark, finding)
      }
    }
    if case .uncoveredTopics(_, let items) = finding.detail {
      let missing = items.compactMap { dossier.meeting.item($0) }
      targets += missing.map { (names.html(.item($0.id)), EditMeetingPages.url(.item($0.id), of: dossier.meeting)) }
    }
    return targets
  }

  /// For a mandate, the form of an expectation that answers it; for a document, the items that list it.
  private func targets(_ mark: Mark, _ finding: CoverageFinding) -> [(label: HTML, url: String)] {
    let names = PlaceName(meeting: dossier.meeting, words: words)
    if let mandate = mandate(mark) {
      let item = mandate.statedUnder.first { dossier.meeting.item($0) != nil }
      if finding.rule == .mandateWithoutExpectation || finding.rule == .mandatePartlyAnswered {
        let query = FormData([("answers", mandate.id.description)] + (item.map { [("item", $0.description)] } ?? [])).query
        let label = words("meetings.agenda.announceFor", ["mandate": .text(mark.text)])
        return [(HTML(label), "\(EditMeetingPages.url(dossier.meeting))/expectations/new\(query)")]
      }
      return item.map { [(names.html(.item($0)), EditMeetingPages.url(.item($0), of: dossier.meeting))] } ?? []
    }
    guard let document = dossier.documents.first(where: { $0.mark == mark }) else { return [] }
    let items = dossier.meeting.items.filter { $0.documents.contains(document.id) || $0.cited.contains(document.id) }
    guard items.isEmpty else { return items.map { (names.html(.item($0.id)), EditMeetingPages.url(.item($0.id), of: dossier.meeting)) } }
    return [(names.html(.facts), EditMeetingPages.url(.facts, of: dossier.meeting))]
  }
}

/// What the coverage check finds in a meeting, for officers.
struct CheckPage: Sendable {
  let pages: EditMeetingPages

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let (meeting, dossier) = try await pages.loaded(call)
    let words = call.words
    let findings = dossier.coverageFindings
    return .page(
      Page(
        words("meetings.agenda.findings"), trail: EditMeetingPages.trail(meeting.value, dossier, words, isInside: false),
        classification: .internalUse
      ) {
        tag("p", .css("lead")) { words("meetings.agenda.check.lead") }
        tag("p", Attribute("role", "status")) { words("meetings.check.found", ["count": .integer(findings.count)]) }
        FindingList(dossier: dossier, words: words, mayEdit: call.who.may("meetings.edit")).html(
          findings, none: words("meetings.check.none"))
        AgendaLinks(meeting: meeting.value, words: words).html(call.who)
      })
  }
}
