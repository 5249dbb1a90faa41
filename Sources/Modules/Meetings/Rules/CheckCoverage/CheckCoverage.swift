// SPDX-License-Identifier: Apache-2.0
import Kernel

extension MeetingDossier {
  /// Everything in the agenda, its annotations and its documents that somebody should look at before it is issued.
  ///
  /// Follows from the dossier alone. Rules in the order of ``CoverageRule``, subjects in the order of the dossier.
  public var coverageFindings: [CoverageFinding] {
    mandateFindings + panelFindings + documentFindings + titleFindings + termFindings + dateFindings + sessionFindings
      + repetitionFindings
  }

  // MARK: Mandates and expectations

  /// The mandates that this meeting has to answer: the annotations state them, and something is still to be done by then.
  private var mandatesToAnswer: [Mandate] {
    let own = Set(meeting.items.map(\.id))
    return mandates.filter { $0.isLiving && $0.statedUnder.contains(where: own.contains) && !isDueLater($0) }
  }

  private func isDueLater(_ mandate: Mandate) -> Bool {
    switch mandate.due {
    case .meeting(let due): due != meeting.id && self.meeting(due).flatMap { $0.days.first }.map { $0 > lastDay } == true
    case .day(let day): day > lastDay.adding(Days(366))
    case nil: false
    }
  }

  private var lastDay: CalendarDay { meeting.days.max() ?? .latest }

  private var mandateFindings: [CoverageFinding] {
    let answered = Set(meeting.expectations.flatMap { $0.answers + $0.answersPartly })
    let missing = mandatesToAnswer.filter { !answered.contains($0.id) }
    var findings: [CoverageFinding] = []
    if !missing.isEmpty { findings.append(CoverageFinding(.mandateWithoutExpectation, missing.map { .mark($0.mark) })) }
    for mandate in mandatesToAnswer where answered.contains(mandate.id) {
      if let reason = partly(mandate) {
        findings.append(CoverageFinding(.mandatePartlyAnswered, [.mark(mandate.mark)], detail: .partly(reason)))
      }
    }
    return findings
  }

  private func partly(_ mandate: Mandate) -> CoverageFinding.PartlyReason? {
    let full = meeting.expectations.filter { $0.answers.contains(mandate.id) }
    guard !full.isEmpty else { return .marked }
    let answeringItems = Set(full.map(\.item))
    let open = meeting.items.filter {
      $0.kind == .substantive && mandate.statedUnder.contains($0.id) && !answeringItems.contains($0.id)
    }
    if !open.isEmpty { return .items(open.map(\.number)) }
    let isForSecretariat = body(mandate.addressee)?.kind == .secretariat
    return isForSecretariat && full.allSatisfy { $0.kind == .participantsMayWish } ? .participantsOnly : nil
  }

  private var panelFindings: [CoverageFinding] {
    let silent = meeting.panels.filter { $0.mandatedBy != nil && !$0.isAnnounced }
    return silent.isEmpty ? [] : [CoverageFinding(.panelMandatedButNotAnnounced, silent.map { .mark($0.mark) })]
  }

  // MARK: Documents and titles

  private var documentFindings: [CoverageFinding] {
    documents.compactMap { document in
      let listing = items(listing: document.id)
      guard !listing.isEmpty else { return nil }
      let covered = Set(listing.flatMap(\.topics))
      let others = meeting.items.filter { !$0.documents.contains(document.id) }
      // A topic that no item of the agenda has cannot be listed anywhere: that is for the agenda, not for the list of documents.
      let wider = document.topics.filter { topic in !covered.contains(topic) && others.contains { $0.topics.contains(topic) } }
      guard !wider.isEmpty else { return nil }
      let items = others.filter { item in item.topics.contains(where: wider.contains) }.map(\.number)
      return CoverageFinding(
        .documentTitleWiderThanItsItems, [.mark(document.mark)], detail: .uncoveredTopics(wider, items: items))
    }
  }

  private var titleFindings: [CoverageFinding] {
    let differing = meeting.items.filter { item in
      item.shortTitle.texts.contains { language, short in !short.isEmpty && short != item.title[language] }
    }
    return differing.isEmpty ? [] : [CoverageFinding(.shortTitleDiffers, differing.map { .item($0.number) })]
  }

  // MARK: Terms

  private var termFindings: [CoverageFinding] {
    let uses =
      mandates.map { ($0.mark, $0.terms) } + meeting.expectations.map { ($0.mark, $0.terms) }
    let terms = Set(uses.flatMap { $0.1.keys }).sorted()
    return terms.flatMap { term in
      Language.allCases.compactMap { language -> CoverageFinding? in
        let users = uses.compactMap { mark, words in words[term]?[language].map { (mark: mark, text: $0) } }
        var variants: [String] = []
        for user in users where !variants.contains(user.text) { variants.append(user.text) }
        guard variants.count > 1 else { return nil }
        return CoverageFinding(
          .termVariation, users.map { .mark($0.mark) }, detail: .variants(term: term, language: language, variants))
      }
    }
  }

  // MARK: Repetition

  private var repetitionFindings: [CoverageFinding] {
    let own = mandates.filter { $0.recordedFor == meeting.id && $0.isLiving }
    return own.compactMap { mandate in
      guard let living = mandates.first(where: { $0.recordedFor != meeting.id && mandate.repeats($0) }) else { return nil }
      return CoverageFinding(.mandateRepeatsLivingOne, [.mark(mandate.mark)], detail: .living(living.mark))
    }
  }
}
