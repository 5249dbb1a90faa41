// SPDX-License-Identifier: Apache-2.0
import Kernel

extension MeetingDossier {
  /// What public pages, feeds and files may tell of: nothing of a restricted document, not even that there is one.
  ///
  /// A mandate that a restricted document gives is restricted with it, and so is an action that one shows. Doubts about a translation and
  /// panellists who have not agreed to come are the secretariat's own matter.
  public var publicPart: MeetingDossier {
    var part = self
    part.documents = documents.filter(\.isPublic)
    let shown = Set(part.documents.map(\.id))
    part.mandates = mandates.filter { shown.contains($0.source) }.map { mandate in
      var mandate = mandate
      mandate.actions = mandate.actions.filter { action in action.evidence.map { shown.contains($0) } ?? true }
      mandate.translationQuery = nil
      return mandate
    }
    let given = Set(part.mandates.map(\.id))
    part.meeting = meeting.showing(shown, given)
    part.otherMeetings = otherMeetings.map { $0.showing(shown, given) }
    return part
  }
}

extension Meeting {
  /// The meeting without what refers to other documents and mandates than these.
  fileprivate func showing(_ documents: Set<ID<MeetingDocument>>, _ mandates: Set<ID<Mandate>>) -> Meeting {
    var meeting = self
    if let outcome = outcomeDocument, !documents.contains(outcome) { meeting.outcomeDocument = nil }
    meeting.bases = bases.filter { documents.contains($0.source) }
    meeting.items = items.map { item in
      var item = item
      item.documents = item.documents.filter { documents.contains($0) }
      item.cited = item.cited.filter { documents.contains($0) }
      return item
    }
    meeting.expectations = expectations.map { expectation in
      var expectation = expectation
      expectation.answers = expectation.answers.filter { mandates.contains($0) }
      expectation.answersPartly = expectation.answersPartly.filter { mandates.contains($0) }
      return expectation
    }
    meeting.panels = panels.map { panel in
      var panel = panel
      panel.speakers = panel.speakers.filter(\.isConfirmed)
      if panel.moderator?.isConfirmed == false { panel.moderator = nil }
      if let mandate = panel.mandatedBy, !mandates.contains(mandate) { panel.mandatedBy = nil }
      return panel
    }
    return meeting
  }
}
