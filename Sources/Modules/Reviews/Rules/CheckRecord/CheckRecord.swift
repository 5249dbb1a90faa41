// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
public import Kernel

extension ReviewRecord {
  /// What does not fit within the record, field by field; nothing when it can be kept.
  /// - Source: practice (terms of reference of the review mechanism)
  public var faults: [FieldProblem] {
    switch self {
    case .review(let it): it.faults
    case .finding(let it): it.faults
    case .action(let it): it.faults
    case .need(let it): it.faults
    case .challenge(let it): it.faults
    }
  }
}

extension LocalText {
  /// The fault of a text that is there in no language.
  fileprivate func missing(_ field: String) -> [FieldProblem] {
    texts.values.allSatisfy(\.isEmpty) ? [RecordFault.missing.at("\(field).en")] : []
  }
}

extension Review {
  fileprivate var faults: [FieldProblem] { yearFaults + reviewingFaults + stageFaults }

  private var yearFaults: [FieldProblem] {
    guard let year, !(1...10).contains(year) else { return [] }
    return [RecordFault.badValue.at("year", ["expected": "1–10"])]
  }

  /// Two others review, one of them from the State's own regional group; none is named before the draw.
  private var reviewingFaults: [FieldProblem] {
    guard let others = reviewingStates, !others.isEmpty else { return [] }
    var faults: [FieldProblem] = []
    for (index, other) in others.enumerated() where other.state == state {
      faults.append(RecordFault.reviewsItself.at("reviewingStates.\(index).state"))
    }
    if others.count != 2 || Set(others.map(\.state)).count != 2 {
      faults.append(RecordFault.notTwo.at("reviewingStates.0.state"))
    } else if group != .none, !others.contains(where: { $0.group == group }) {
      faults.append(RecordFault.otherRegion.at("reviewingStates.0.group"))
    }
    return faults
  }

  private var stageFaults: [FieldProblem] {
    let reached = stages.inOrder.compactMap { stage, day in day.map { (stage, $0) } }
    return zip(reached, reached.dropFirst()).compactMap { earlier, later in
      later.1 < earlier.1 ? RecordFault.stageBefore.at("stages.\(later.0.rawValue)") : nil
    }
  }
}

extension Finding {
  fileprivate var faults: [FieldProblem] {
    var faults = text.missing("text")
    if !cycle.chapters.contains(article.chapter) {
      faults.append(RecordFault.otherCycle.at("article", ["article": article.description]))
    }
    if strength != nil, kind != .challenge { faults.append(RecordFault.strengthMisplaced.at("strength")) }
    return faults
  }
}

extension FollowUpAction {
  fileprivate var faults: [FieldProblem] {
    var faults = text.missing("text")
    if status == .done {
      if doneOn == nil { faults.append(RecordFault.noEvidence.at("doneOn")) }
      if (evidence ?? "").isEmpty { faults.append(RecordFault.noEvidence.at("evidence")) }
    }
    return faults
  }
}

extension AssistanceNeed {
  fileprivate var faults: [FieldProblem] {
    var faults = text.missing("text")
    if let article, !cycle.chapters.contains(article.chapter) {
      faults.append(RecordFault.otherCycle.at("article", ["article": article.description]))
    }
    return faults
  }
}

extension PracticalChallenge {
  fileprivate var faults: [FieldProblem] {
    var faults = text.missing("text")
    switch origin {
    case .reported where state == nil: faults.append(RecordFault.noState.at("state"))
    case .figures where state != nil: faults.append(RecordFault.stateNamed.at("state"))
    case .reported, .figures: break
    }
    return faults
  }
}
