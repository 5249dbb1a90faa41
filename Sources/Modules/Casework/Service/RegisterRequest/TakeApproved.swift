// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Storage
public import WritingRules

extension Casework {
  /// Takes a request that a second officer has approved into the register; what is there already stays as it is.
  ///
  /// The entry has the draft's identifier, so that doing it again after a crash brings no second one.
  /// - Returns: whether it was new.
  @discardableResult
  public func take(approved draft: Draft) async throws -> Bool {
    guard case .approved(let approval) = draft.stage else { return false }
    let id = ID<RegisteredRequest>(draft.id.uuid)
    let taken = try await store.isTaken(id)
    if taken.has {
      // What the checks had found is kept for approvals of before that was done, too.
      if taken.lacksReadiness { _ = try await store.database.change(store.keeping(approval.readiness, of: id)) }
      return false
    }
    // Another request may take the same number at the same time; the next one is tried then.
    for _ in 0..<5 {
      do { return try await enter(draft.content, approval, as: id) } catch CannotRegister.referenceTaken { continue }
    }
    throw CannotRegister.referenceTaken
  }

  private func enter(_ content: RequestContent, _ approval: Approval, as id: ID<RegisteredRequest>) async throws -> Bool {
    let acting = Acting(approval.by, at: approval.at, on: approval.day)
    let named = Subject.named(in: content, of: id, on: approval.day)
    let input = EnterOutgoing(
      head: try await head(of: content, approval), items: Self.items(of: content, naming: named), approvedOn: approval.day)
    let change = Change(try OutgoingRequest.entering(input, id: id, acting))
    let (store, subjects) = (store, named.map(\.subject))
    do {
      try await store.commit(decided(change, at: approval.at), over: nil, by: .officer(approval.by.id), at: approval.at) { key in
        var statements: [SQL] = []
        for subject in subjects {
          statements.append(try CaseStore.row(of: subject, over: nil, under: key, at: approval.at))
          statements += try await store.terms(of: subject, isNew: true, at: approval.at)
        }
        return statements + [store.keeping(approval.readiness, of: id)]
      }
    } catch is UniqueViolation {
      return false
    }
    return true
  }

  private func head(of content: RequestContent, _ approval: Approval) async throws -> RequestHead {
    let kind = CooperationKind(content)
    let requested = content.requestedState ?? state
    let basis = basis(try await directory(), from: state, to: requested, kind: kind, on: approval.day)
    let own = try await nextReference(.outgoing, on: approval.day)
    var head = RequestHead(
      reference: own, theirReference: content.supplements?.theirReference, requestingState: state, requestedState: requested, kind: kind,
      basis: basis, subject: Self.subject(of: content, or: own), offences: content.offences.compactMap(\.article),
      arrival: Arrival(channel: content.channel, medium: .paper, on: approval.day))
    // The reference of the letter is the one that the other side will quote.
    if let written = content.reference, LookedUpReference(written) != LookedUpReference(own) { head.otherReferences = [written] }
    head.otherAuthority = approval.recipient?.originalName
    head.urgency = content.urgency
    head.confidentiality = content.confidentiality
    head.content = content
    return head
  }

  static func subject(of content: RequestContent, or fallback: String) -> String {
    let subject = content.proceeding?.subject ?? content.purpose ?? ""
    return subject.allSatisfy(\.isWhitespace) ? (content.reference ?? fallback) : String(subject.prefix { $0 != "\n" })
  }

  static func items(of content: RequestContent, naming subjects: [NamedSubject] = []) -> [RegisterIncoming.RegisteredItem] {
    func persons(_ item: String) -> [String] { subjects.filter { $0.items.contains(item) }.map(\.subject.id.description) }
    // The kinds that are no assistance ask for one thing and have no items of their own.
    if let whole = SoughtAct.Other(content.kind) { return [.init(id: "i1", sought: .other(whole), summary: "", persons: persons("i1"))] }
    return content.items.map {
      .init(
        id: ItemID(rawValue: $0.id), sought: .measure($0.measure.measure), summary: $0.link ?? "", isCoercive: $0.coercive,
        persons: persons($0.id))
    }
  }
}

extension CooperationKind {
  /// The kind of cooperation that a written request asks for.
  init(_ content: RequestContent) {
    let measures = content.items.map(\.measure.measure)
    if let other = SoughtAct.Other(content.kind) {
      self = other.kind
    } else if !measures.isEmpty, measures.allSatisfy(\.isAssetRecovery) {
      self = .assetRecovery
    } else {
      switch content.proceeding?.nature {
      case .civil: self = .civilAssistance
      case .administrative: self = .administrativeAssistance
      case .criminal, nil: self = .criminalAssistance
      }
    }
  }
}

extension SoughtAct.Other {
  /// What a kind of request asks for as a whole; `nil` for assistance, which is asked for item by item.
  init?(_ kind: RequestKind) {
    switch kind {
    case .assistance: return nil
    case .extradition: self = .surrender
    case .transferOfSentencedPerson: self = .transferOfSentencedPerson
    case .transferOfProceedings: self = .transferOfProceedings
    case .spontaneousInformation: self = .information
    }
  }

  /// The kind of cooperation it belongs to.
  fileprivate var kind: CooperationKind {
    switch self {
    case .surrender, .provisionalArrest: .extradition
    case .transferOfSentencedPerson: .transferOfSentencedPerson
    case .transferOfProceedings: .transferOfProceedings
    case .lawEnforcementInquiry: .lawEnforcementCooperation
    case .information: .spontaneousTransmission
    }
  }
}
