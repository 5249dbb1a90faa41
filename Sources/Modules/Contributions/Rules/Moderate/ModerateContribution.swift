// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension Contribution {
  /// What is done with a contribution.
  public enum Act: String, Codable, Hashable, Sendable, CaseIterable {
    /// The State gives it in.
    case submit
    /// The State withdraws it.
    case withdraw
    /// An officer has looked at it and finds that it can be published.
    case clear
    /// A second officer publishes it.
    case publish
    /// An officer takes it; it is not for publication.
    case accept
    /// An officer asks the State, with a remark.
    case askBack
    /// An officer puts it aside, with a reason.
    case putAside
    /// An officer takes up again what was put aside.
    case takeUp
    /// The State has other wishes about who reads it.
    case consent

    /// The acts of those who moderate.
    public static let ofOfficers: [Act] = [.clear, .publish, .accept, .askBack, .putAside, .takeUp]

    /// Whether it needs words.
    public var needsRemark: Bool { self == .askBack || self == .putAside }
  }

  /// The stage after an act; `nil` when the act does not fit the stage.
  public func stage(after act: Act) -> Stage? {
    let isForPublication = consent == .everybody
    switch (stage, act) {
    case (.draft, .submit), (.askedBack, .submit), (.putAside, .takeUp): return .submitted
    case (.withdrawn, _): return nil
    case (_, .withdraw): return .withdrawn
    case (.submitted, .clear): return isForPublication ? .cleared : nil
    case (.cleared, .publish): return isForPublication ? .published : nil
    case (.submitted, .accept): return isForPublication ? nil : .kept
    case (.submitted, .askBack), (.cleared, .askBack): return .askedBack
    case (.submitted, .putAside), (.cleared, .putAside): return .putAside
    default: return nil
    }
  }

  /// The contribution after an act.
  /// - Parameters:
  ///   - officer: the account of whoever acts.
  ///   - remark: what is said with it.
  /// - Throws: ``CannotContribute``: another stage; the second look by the first officer; a remark, a title or every answer missing.
  public func after(_ act: Act, by officer: String, remark: String? = nil, on day: CalendarDay) throws(CannotContribute) -> Contribution {
    if act == .clear || act == .publish, consent != .everybody { throw .notForPublication }
    guard let next = stage(after: act) else { throw .otherStage }
    if act == .publish, clearedBy == officer { throw .secondOfficerNeeded }
    if act.needsRemark, remark?.isEmpty != false { throw .wrongFields([FieldProblem(field: "remark", code: EntryFault.missing.code)]) }
    if let remark, remark.unicodeScalars.count > FieldReading.areaLimit {
      throw .wrongFields([FieldProblem(field: "remark", code: EntryFault.tooLong.code)])
    }
    if act == .submit { try checkComplete() }
    var changed = self
    changed.stage = next
    if act == .clear { changed.clearedBy = officer }
    if act == .askBack || act == .submit || act == .takeUp { changed.clearedBy = nil }
    changed.history.append(Step(act: act.rawValue, on: day, remark: remark))
    return changed
  }

  private func checkComplete() throws(CannotContribute) {
    var faults: [FieldProblem] = []
    if title.isEmpty { faults.append(FieldProblem(field: "title", code: EntryFault.missing.code)) }
    if answers.allSatisfy(\.isEmpty), files.isEmpty { faults.append(FieldProblem(field: "answer1", code: EntryFault.missing.code)) }
    if !faults.isEmpty { throw .wrongFields(faults) }
  }

  /// The contribution after the State has said anew who may read it.
  ///
  /// It holds from now on: the pages change at once; papers that were issued before stay as they are. What may now be published is looked at
  /// by officers first.
  /// - Throws: ``CannotContribute/otherStage`` for one that is withdrawn.
  public func consenting(to audience: Audience, on day: CalendarDay) throws(CannotContribute) -> Contribution {
    guard stage != .withdrawn else { throw .otherStage }
    guard audience != consent else { return self }
    var changed = self
    changed.consent = audience
    switch stage {
    case .published: changed.stage = .kept
    case .cleared: changed.stage = .submitted
    case .kept where audience == .everybody: changed.stage = .submitted
    default: break
    }
    if changed.stage == .submitted { changed.clearedBy = nil }
    changed.history.append(Step(act: Act.consent.rawValue, on: day, remark: nil))
    return changed
  }
}
