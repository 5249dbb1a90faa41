// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// One mandate as a meeting had it: what was asked, what was announced and done about it, what shows it.
public struct FollowUpLine: Hashable, Sendable {
  /// The mandate.
  public let mandate: Mandate
  /// The items of the meeting that state it.
  public let items: [AgendaItem]
  /// What the meeting's annotations announce in answer to it.
  public let expectations: [Expectation]
  /// The documents that show what was done, and those listed under its items.
  public let evidence: [MeetingDocument]

  /// The item under which it is reported on: the first about the subject, or else the first.
  public var home: AgendaItem? { items.first { $0.kind == .substantive } ?? items.first }
}

extension MeetingDossier {
  /// What the meeting was asked, did and showed: every mandate that its annotations state or that it has recorded, by item and short name.
  public var followUp: [FollowUpLine] {
    let own = Set(meeting.items.map(\.id))
    let asked = mandates.filter { $0.recordedFor == meeting.id || $0.statedUnder.contains(where: own.contains) }
    return asked.map(line).sorted { one, other in
      guard one.home?.number != other.home?.number else { return one.mandate.mark < other.mandate.mark }
      // Mandates that no item states come last.
      guard let left = one.home?.number, let right = other.home?.number else { return one.home != nil }
      return left < right
    }
  }

  private func line(_ mandate: Mandate) -> FollowUpLine {
    FollowUpLine(
      mandate: mandate, items: meeting.items.filter { mandate.statedUnder.contains($0.id) },
      expectations: meeting.expectations.filter { ($0.answers + $0.answersPartly).contains(mandate.id) },
      evidence: documents.filter { document in mandate.actions.contains { $0.evidence == document.id } })
  }

  /// The lines of the progress note: mandates that leave something to do and that a document for everybody gives.
  /// - Source: practice (the note by the secretariat on progress in carrying out the mandates, document "/2")
  public var progressNote: [FollowUpLine] {
    followUp.filter { $0.mandate.createsTask && !$0.items.isEmpty && isPublic($0.mandate) }
  }

  /// Whether public pages may tell of a mandate: a document that is not restricted gives it.
  public func isPublic(_ mandate: Mandate) -> Bool { document(mandate.source)?.isPublic ?? false }
}

extension Mandate {
  /// How long before its day a mandate counts as due.
  /// - Source: practice (documents are issued six weeks before the session that is to have them)
  public static let dueBefore: Days = 42

  /// Whether it is to be done within six weeks, or was to be done.
  /// - Parameter lastDays: when meetings end.
  public func isDue(on today: CalendarDay, lastDays: [ID<Meeting>: CalendarDay]) -> Bool {
    guard isLiving else { return false }
    let day: CalendarDay? =
      switch due {
      case .day(let day): day
      case .meeting(let id): lastDays[id]
      case nil: nil
      }
    return day.map { $0 <= today.adding(Self.dueBefore) } ?? false
  }
}
