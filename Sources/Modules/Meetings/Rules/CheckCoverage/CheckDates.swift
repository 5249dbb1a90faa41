// SPDX-License-Identifier: Apache-2.0
import Kernel

extension MeetingDossier {
  /// A day with what it belongs to.
  private typealias DatedThing = (subject: CoverageFinding.Subject, day: CalendarDay)

  /// Everything that is dated by a decision: documents, decisions, meetings and sessions.
  private var datedThings: [DatedThing] {
    var things: [DatedThing] = []
    for document in documents {
      for day in [document.decidedOn, document.issuedOn].compactMap(\.self) { things.append((.mark(document.mark), day)) }
    }
    for meeting in otherMeetings + [meeting] { for day in meeting.days { things.append((.mark(meeting.mark), day)) } }
    for band in meeting.bands where !meeting.days.contains(band.day) { things.append((.mark(band.mark), band.day)) }
    return things
  }

  /// Days on which the United Nations do not sit, and days that contradict each other.
  var dateFindings: [CoverageFinding] {
    let weekend: [(CoverageRule, Int)] = [(.dateOnSunday, 7), (.dateOnSaturday, 6)]
    let odd = weekend.flatMap { rule, weekday in
      datedThings.filter { $0.day.weekday == weekday }.map { CoverageFinding(rule, [$0.subject], detail: .day($0.day)) }
    }
    return odd + contradictions
  }

  private var contradictions: [CoverageFinding] {
    var findings: [CoverageFinding] = []
    let outside = meeting.bands.filter { !meeting.days.contains($0.day) || $0.to <= $0.from }
    for band in outside { findings.append(CoverageFinding(.sessionOutsideMeeting, [.mark(band.mark)], detail: .day(band.day))) }
    if let opening = meeting.opensAt, !meeting.bands.isEmpty {
      let begins = meeting.bands.contains { $0.from.instant(on: $0.day, in: meeting.timeZone) == opening }
      if !begins { findings.append(CoverageFinding(.openingOutsideBands, [.mark(meeting.mark)])) }
    }
    guard let last = meeting.days.max() else { return findings }
    for document in documents where document.meeting == meeting.id && document.kind != .meetingReport {
      guard let issued = document.issuedOn, issued > last, document.kind != .informationPaper else { continue }
      findings.append(CoverageFinding(.documentIssuedAfterMeeting, [.mark(document.mark)], detail: .day(issued)))
    }
    return findings
  }

  /// Sessions without interpretation, and items that no session takes.
  var sessionFindings: [CoverageFinding] {
    var findings: [CoverageFinding] = []
    let promised = meeting.resources?.interpretation ?? Language.allCases
    for band in meeting.bands where band.kind != .informal {
      let missing = promised.filter { !band.interpretation.contains($0) }
      guard !missing.isEmpty else { continue }
      findings.append(CoverageFinding(.bandWithoutInterpretation, [.mark(band.mark)], detail: .languages(missing)))
    }
    guard !meeting.bands.isEmpty else { return findings }
    let placed = Set(meeting.bands.flatMap { $0.slots.map(\.item) })
    // An item with items below it is taken up through them.
    let homeless = meeting.items.filter { item in
      !placed.contains(item.id)
        && !meeting.items.contains { $0.number.number == item.number.number && $0.number.letter != nil && placed.contains($0.id) }
    }
    if !homeless.isEmpty { findings.append(CoverageFinding(.itemWithoutBand, homeless.map { .item($0.number) })) }
    return findings
  }
}
