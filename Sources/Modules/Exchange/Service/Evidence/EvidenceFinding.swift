// SPDX-License-Identifier: Apache-2.0
public import Localisation

/// What is looked at in a bundle of evidence.
public enum EvidenceCheck: String, Hashable, Sendable, CaseIterable {
  /// The archive and its list of members.
  case archive
  /// The directory, from its root to the list of States.
  case root
  /// The moment as of which the directory is believed, as the maker of the bundle chose it.
  case moment
  /// The moment as of which the directory is believed, as the checker named it.
  case asOf = "as-of"
  /// The later directory that the checker brought.
  case later
  /// An authority's entry, for which its State vouches.
  case entry
  /// A signed message.
  case message
  /// The places of an authority's messages.
  case order
  /// A signed receipt.
  case receipt
  /// That the other authority took a message.
  case taking
  /// The proof that the taking of a message is in a log.
  case proof
  /// The proof that the submission of a message is in the log of its own authority.
  case submission
  /// By when a message existed, as a time stamp over a log shows.
  case existed
  /// A key that somebody else may have had.
  case key
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
  /// It is longer, or has more members, than a bundle has.
  case tooLarge = "too-large"
  /// There is no message in it.
  case empty = "no-messages"
  /// It is of an authority of which no message is in the bundle.
  case unknownAuthority = "unknown-authority"
  /// The message is of another conversation.
  case otherConversation = "other-conversation"
  /// More than two authorities, or another one has written the bundle.
  case otherParty = "other-party"
  /// Two messages of one authority have one identifier.
  case sameIdentifier = "same-identifier"
  /// It is dated after the moment of the check.
  case future = "future-date"
  /// It is dated before what it follows from.
  case timesReversed = "times-reversed"
  /// Two statements of one authority contradict each other.
  case contradiction
  /// The directory had ended by the moment as of which it is believed.
  case directoryEnded = "directory-ended"
  /// The directory that was brought is older than that of the bundle.
  case olderDirectory = "older-directory"

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
  /// No root came another way: only its fingerprint can be compared.
  case rootNotGiven = "root-not-given"
  /// Whoever wrote the bundle chose the moment: what the directory said later is not known.
  case makersMoment = "makers-moment"
  /// Nobody had confirmed at that moment that the directory is the newest.
  case unconfirmed
  /// It is dated after the moment of the directory: what the directory said of the key then is not known.
  case afterDirectory = "after-directory"
  /// Whoever signed it knew a newer directory than is here.
  case newerDirectory = "newer-directory"
  /// The later directory has this key no more.
  case keyGone = "key-gone"
  /// The key was reported as compromised.
  case keyCompromised = "key-compromised"
  /// No receipt shows that the other authority took the message.
  case noAcceptance = "no-acceptance"
  /// No proof shows that the own log has the submission.
  case noSubmission = "no-submission"
  /// It answers a message that is not in the bundle.
  case answersMissing = "answers-missing"
  /// An officer opened it before all that it brings had arrived.
  case openedEarly = "opened-early"
  /// No proof shows that the log goes on from one checkpoint to the other.
  case notContinued = "not-continued"
  /// A signed text tells a checkpoint that the bundle leaves out.
  case leftOut = "left-out"
  /// The file is not in the bundle.
  case fileNotHere = "file-not-here"
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
    self.values = values.mapValues(Self.plain)
  }

  /// A text as it may stand in a line on a terminal: what would steer the terminal, change the direction of writing or not be seen is spelled out.
  static func plain(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { plain, scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        plain += "\\u{\(String(scalar.value, radix: 16))}"
      default: plain.unicodeScalars.append(scalar)
      }
    }
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

  /// How many things cannot be decided from the bundle alone.
  public var openCount: Int {
    findings.count {
      if case .open = $0.outcome { true } else { false }
    }
  }

  mutating func note(_ check: EvidenceCheck, _ outcome: EvidenceFinding.Outcome = .holds, _ values: [String: String]) {
    findings.append(EvidenceFinding(check, outcome, values))
  }
}
