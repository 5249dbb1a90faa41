// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Foundation
public import Kernel

/// An officer as the record of a draft names them.
public struct ActingOfficer: Codable, Hashable, Sendable {
  /// The account's id.
  public let id: String
  /// The name at that time.
  public let name: String

  /// Names an officer.
  public init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}

/// A request while it is being written, until a second officer has approved it.
public struct Draft: Codable, Hashable, Sendable {
  /// How far a draft has come.
  public enum Stage: Codable, Hashable, Sendable {
    /// Officers are writing it.
    case writing
    /// It waits for a second officer; nobody can change it meanwhile.
    case submitted(Submission)
    /// A second officer has approved it; it can only be copied or supplemented now.
    case approved(Approval)
    /// It will not go out; it can be taken up again.
    case discarded(by: ActingOfficer, at: Date)

    /// The stage's code in tables, files and addresses.
    public var code: Code {
      switch self {
      case .writing: .writing
      case .submitted: .submitted
      case .approved: .approved
      case .discarded: .discarded
      }
    }

    /// The codes of the stages.
    public enum Code: String, Codable, Hashable, Sendable, CaseIterable { case writing, submitted, approved, discarded }
  }

  /// Where a draft came from.
  public enum Origin: Codable, Hashable, Sendable {
    /// Begun empty, or from a file.
    case new
    /// A copy of another draft.
    case copy(of: ID<Draft>)
    /// It adds to an approved request.
    case supplement(to: ID<Draft>)
  }

  /// The draft's identifier.
  public let id: ID<Draft>
  /// What it says.
  public internal(set) var content: RequestContent
  /// How far it has come.
  public internal(set) var stage: Stage
  /// Where it came from.
  public let origin: Origin
  /// Who began it.
  public let startedBy: ActingOfficer
  /// When it was begun, UTC.
  public let startedAt: Date
  /// Everybody whose words it holds, those of a copied or supplemented request first: none of them can approve it.
  public internal(set) var writers: [ActingOfficer]
  /// The sections that somebody has looked at, so that "something is missing" can be told from "nobody looked yet".
  public internal(set) var lookedAt: [DraftSection]
  /// Why an approver last gave it back, until it is submitted again.
  public internal(set) var returned: Return?
}

/// A draft handed over to be approved.
public struct Submission: Codable, Hashable, Sendable {
  /// Who handed it over.
  public let by: ActingOfficer
  /// When, UTC.
  public let at: Date
  /// The SHA-256 digest of the request as it was handed over, as the letter shows it.
  public let digest: String

  /// Describes a submission.
  public init(by: ActingOfficer, at: Date, digest: String) {
    self.by = by
    self.at = at
    self.digest = digest
  }
}

/// A draft given back by an approver.
public struct Return: Codable, Hashable, Sendable {
  /// Who gave it back.
  public let by: ActingOfficer
  /// When, UTC.
  public let at: Date
  /// What is to be changed.
  public let reason: String

  /// Describes a return.
  public init(by: ActingOfficer, at: Date, reason: String) {
    self.by = by
    self.at = at
    self.reason = reason
  }
}

/// The second officer's approval.
/// - Source: practice (four eyes before a request leaves the authority)
public struct Approval: Codable, Hashable, Sendable {
  /// Who approved.
  public let by: ActingOfficer
  /// When, UTC.
  public let at: Date
  /// The day of the letter, in the authority's time zone.
  public let day: CalendarDay
  /// The SHA-256 digest of the request that was approved, as the letter shows it.
  public let digest: String
  /// The authority the letter goes to, as the directory knew it then; `nil` when it knew none.
  public let recipient: CompetentAuthority?
  /// The codes of the findings that did not block and that the approver accepted.
  public let accepted: [String]
  /// The codes of the findings of earlier versions that were there no more, in order; `nil` for approvals of before this was kept.
  public let resolved: [String]?

  /// Describes an approval.
  public init(
    by: ActingOfficer, at: Date, day: CalendarDay, digest: String, recipient: CompetentAuthority?, accepted: [String],
    resolved: [String]? = nil
  ) {
    self.by = by
    self.at = at
    self.day = day
    self.digest = digest
    self.recipient = recipient
    self.accepted = accepted
    self.resolved = resolved
  }

  /// What the checks of readiness had found until then.
  public var readiness: ReadinessRecord { ReadinessRecord(open: Set(accepted), resolved: resolved.map(Set.init)) }
}

/// What happened to a draft; the event log gets it under `writing.<name>`.
public enum DraftEvent: Hashable, Sendable {
  /// Begun.
  case draftStarted(Draft.Origin)
  /// Changed in one section, or in all of it when a file or a program replaced it.
  case draftChanged(DraftSection?)
  /// Handed over to be approved.
  case submitted(digest: String)
  /// Taken back by those who write.
  case takenBack
  /// Given back by the approver.
  case returned
  /// Approved.
  case approved(digest: String, ReadinessRecord)
  /// Put aside.
  case discarded
  /// Taken up again.
  case resumed
}

/// What a rule about drafts decided; no worker has anything to do.
public typealias DraftDecision = Decision<Draft, DraftEvent, Never>
