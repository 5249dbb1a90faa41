// SPDX-License-Identifier: Apache-2.0
public import Localisation

/// What is looked at in a bundle of evidence.
public enum EvidenceCheck: String, Hashable, Sendable, CaseIterable {
  /// The archive and its list of members.
  case archive
  /// The directory, from its root to the list of States.
  case root
  /// An authority's entry, for which its State vouches.
  case entry
  /// A signed message.
  case message
  /// The places of an authority's messages.
  case order
  /// A signed receipt.
  case receipt
  /// The proof that the taking of a message is in a log.
  case proof
  /// The signed checkpoints of a log.
  case checkpoint
  /// A log that goes on from one checkpoint to another.
  case consistency
  /// A time stamp over a checkpoint.
  case stamp
  /// A file of a message.
  case file
}

/// Why something in a bundle does not hold; the code is stable.
public enum EvidenceFault: String, Error, Hashable, Sendable, CaseIterable {
  /// The archive was cut off, altered or made by another program.
  case archive = "archive-altered"
  /// A name stands in the archive twice.
  case nameTwice = "name-twice"
  /// A name leads out of the folder into which somebody might unpack it.
  case badName = "bad-name"
  /// The list names a member that is not there.
  case memberMissing = "member-missing"
  /// A member is there that the list does not name.
  case memberUnlisted = "member-unlisted"
  /// A member has another digest than the list says.
  case memberAltered = "member-altered"
  /// A member is not what its name says.
  case unreadable
  /// The directory is not believed: a signature or a digest in it does not fit.
  case directory = "directory-refused"
  /// The root is another one than was given.
  case otherRoot = "other-root"
  /// The directory has no such key of the authority that is said to have signed.
  case unknownKey = "unknown-key"
  /// The signature does not fit the bytes.
  case signature
  /// The key could not be relied upon any more, or not yet.
  case keyNotRelied = "key-not-relied"
  /// A message before another is missing.
  case gap
  /// Two messages stand at one place.
  case secondStory = "second-story"
  /// A receipt is about another message.
  case otherMessage = "other-message"
  /// A receipt names other files than were signed.
  case otherFiles = "other-files"
  /// The proof does not lead to the signed checkpoint, or is about another event.
  case proof = "proof-refused"
  /// A checkpoint is not signed by the key of the log.
  case checkpoint = "checkpoint-refused"
  /// Two checkpoints of one log contradict each other.
  case forkedLog = "forked-log"
  /// The time stamp does not hold.
  case stamp = "stamp-refused"

  /// The code, as it stands in output.
  public var code: String { "evidence.\(rawValue)" }
}

/// What cannot be decided from the bundle alone.
public enum EvidenceGap: String, Hashable, Sendable, CaseIterable {
  /// The key was reported as compromised later, and when this was made stands on the signer's word.
  case timeUnproven = "time-unproven"
  /// No root of a time-stamping authority was given.
  case noStampRoot = "no-stamp-root"
  /// The proof does not tell the event that it is about.
  case eventUntold = "event-untold"
  /// A file is sealed for a reader.
  case sealedFile = "sealed-file"
  /// Nobody vouches for the key of the log.
  case keyUnvouched = "key-unvouched"
}

/// One line of what was found.
public struct EvidenceFinding: Hashable, Sendable {
  /// How a check ended.
  public enum Outcome: Hashable, Sendable {
    /// It holds.
    case holds
    /// It cannot be decided here.
    case open(EvidenceGap)
    /// It does not hold.
    case fails(EvidenceFault)
  }

  /// What was looked at.
  public let check: EvidenceCheck
  /// How it ended.
  public let outcome: Outcome
  /// The values of the sentence.
  public let values: [String: String]

  init(_ check: EvidenceCheck, _ outcome: Outcome = .holds, _ values: [String: String]) {
    self.check = check
    self.outcome = outcome
    self.values = values
  }

  /// The line in a language: how it ended, what was looked at, and why with its code where it does not hold.
  public func line(in words: Words) -> String {
    let said = words("exchange.evidence.check.\(check.rawValue)", values.mapValues { .text($0) })
    switch outcome {
    case .holds: return "\(words("exchange.evidence.holds"))\t\(said)"
    case .open(let gap):
      return "\(words("exchange.evidence.open"))\t\(said)\t\(words("exchange.evidence.gap.\(gap.rawValue)", ["command": .text("age")]))"
    case .fails(let fault):
      return "\(words("exchange.evidence.fails"))\t\(said)\t\(words("exchange.evidence.fault.\(fault.rawValue)"))\t\(fault.code)"
    }
  }
}

/// All that was found in a bundle.
public struct EvidenceReport: Hashable, Sendable {
  /// The findings, in the order of the checks.
  public internal(set) var findings: [EvidenceFinding] = []

  /// Whether nothing was found that does not hold.
  public var holds: Bool { faults.isEmpty }

  /// What does not hold.
  public var faults: [EvidenceFault] {
    findings.compactMap { finding in
      guard case .fails(let fault) = finding.outcome else { return nil }
      return fault
    }
  }

  mutating func note(_ check: EvidenceCheck, _ outcome: EvidenceFinding.Outcome = .holds, _ values: [String: String]) {
    findings.append(EvidenceFinding(check, outcome, values))
  }
}
