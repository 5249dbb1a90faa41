// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Instruments
import Kernel

/// The rules, by the part of the request they look at.
enum ReadinessRules {
  /// A rule about a text that must be there: one hit at the field when it is empty.
  static func missing(
    _ code: String, _ severity: Finding.Severity, _ source: Source, _ field: String, scope: ReadinessRule.Scope = .everyRequest,
    when applies: @escaping @Sendable (RequestContent) -> Bool = { _ in true },
    _ value: @escaping @Sendable (RequestContent) -> String?
  ) -> ReadinessRule {
    ReadinessRule(code, severity, source, scope: scope) { input in
      applies(input.content) && isBlank(value(input.content)) ? [Hit(field)] : []
    }
  }

  static func isBlank(_ text: String?) -> Bool {
    guard let text else { return true }
    return text.allSatisfy(\.isWhitespace)
  }

  /// The two States and the basis between them.
  static let parties: [ReadinessRule] = [
    ReadinessRule("requesting-state-missing", .blocks, .uncac(46, 15, "a")) { input in
      input.content.requestingState == nil ? [Hit("requestingState")] : []
    },
    ReadinessRule("requested-state-missing", .blocks, .uncac(46, 13)) { input in
      input.content.requestedState == nil ? [Hit("requestedState")] : []
    },
    ReadinessRule("states-are-the-same", .blocks, .uncac(46, 1)) { input in
      guard let state = input.content.requestingState, state == input.content.requestedState else { return [] }
      return [Hit("requestedState", ["state": state.code])]
    },
    ReadinessRule("basis-missing", .blocks, .practice("G20 guide, step 2")) { input in
      input.content.legalBasis?.kind == nil ? [Hit("legalBasis.kind")] : []
    },
    ReadinessRule("requesting-state-not-bound", .blocks, .uncac(68)) { input in
      notBound(input, state: input.content.requestingState, field: "requestingState")
    },
    ReadinessRule("requested-state-not-bound", .blocks, .uncac(68)) { input in
      notBound(input, state: input.content.requestedState, field: "requestedState")
    },
    ReadinessRule("other-treaty-governs", .delays, .uncac(46, 7), of: [.assistance]) { input in
      guard input.content.legalBasis?.kind == .convention, case .otherTreaty = input.basis?.mode else { return [] }
      return [Hit("legalBasis.kind")]
    },
    ReadinessRule("election-not-known", .delays, .uncac(46, 7), of: [.assistance]) { input in
      guard input.content.legalBasis?.kind == .otherTreatyWithElection, let basis = input.basis else { return [] }
      if case .election = basis.mode { return [] }
      return [Hit("legalBasis.kind")]
    },
    ReadinessRule("treaty-not-known", .advice, .uncac(46, 6), of: [.assistance]) { input in
      guard input.content.legalBasis?.kind == .otherTreaty, let basis = input.basis else { return [] }
      if case .otherTreaty = basis.mode { return [] }
      return [Hit("legalBasis.treaty")]
    },
    missing(
      "treaty-title-missing", .delays, .practice("G20 guide, step 2"), "legalBasis.treaty",
      when: { $0.legalBasis?.kind == .otherTreaty || $0.legalBasis?.kind == .otherTreatyWithElection }
    ) { $0.legalBasis?.treaty },
    ReadinessRule("convention-not-used-as-basis", .delays, .practice("directory entry of the requested State"), of: [.assistance]) {
      input in
      guard input.content.legalBasis?.kind == .convention, input.requirements.conventionForAssistance == .no else { return [] }
      return [Hit("legalBasis.kind")]
    },
    ReadinessRule("confiscation-basis-doubtful", .advice, .uncac(55, 6)) { input in
      guard input.requirements.conventionForConfiscation == .no else { return [] }
      return input.content.items.contains { $0.measure.measure.isAssetRecovery } ? [Hit("legalBasis.kind")] : []
    },
  ]

  private static func notBound(_ input: ReadinessInput, state: StateCode?, field: String) -> [Hit] {
    guard let state, let kind = input.content.legalBasis?.kind, kind == .convention || kind == .otherTreatyWithElection else { return [] }
    guard input.participation.inForce(for: state, on: input.day) == nil else { return [] }
    return [Hit(field, ["state": state.code, "day": "\(input.day)"])]
  }

  /// The authority written to and the channel.
  static let recipient: [ReadinessRule] = [
    ReadinessRule("no-authority-in-directory", .delays, .uncac(46, 13)) { input in
      guard case .failure(.noAuthority(let state, _)) = input.recipient else { return [] }
      return [Hit("requestedState", ["state": state.code])]
    },
    ReadinessRule("authority-not-valid", .blocks, .uncac(46, 13)) { input in
      guard case .failure(.noneValid(let state, let day)) = input.recipient else { return [] }
      return [Hit("requestedState", ["state": state.code, "day": "\(day)"])]
    },
    ReadinessRule("territory-needed", .blocks, .uncac(46, 13)) { input in
      guard case .failure(.territoryNeeded(let state, let names)) = input.recipient else { return [] }
      return [Hit("territory", ["state": state.code, "territories": names.joined(separator: ", ")])]
    },
    ReadinessRule("territory-unknown", .delays, .uncac(46, 13)) { input in
      guard let state = input.content.requestedState, let territory = input.content.territory, !isBlank(territory),
        !input.territories.contains(territory)
      else { return [] }
      return [Hit("territory", ["state": state.code])]
    },
    ReadinessRule("directory-entry-stale", .advice, .practice("UNODC directory: entries are confirmed every year")) { input in
      guard case .success(let found) = input.recipient, found.authority.isStale(on: input.day) else { return [] }
      return [Hit("requestedState", ["state": found.authority.state.code])]
    },
    ReadinessRule("channel-missing", .delays, .uncac(46, 13)) { input in
      input.content.channel == nil ? [Hit("channel")] : []
    },
    ReadinessRule("channel-not-accepted", .delays, .uncac(46, 13)) { input in
      guard let channel = input.content.channel, let accepted = input.requirements.channels, !accepted.contains(channel) else { return [] }
      return [Hit("channel", ["channel": channel.rawValue, "accepted": accepted.map(\.rawValue).joined(separator: ",")])]
    },
    ReadinessRule("interpol-without-urgency", .delays, .uncac(46, 13)) { input in
      input.content.channel == .interpol && input.content.urgency?.isUrgent != true ? [Hit("channel")] : []
    },
    ReadinessRule("electronic-signature-needed", .advice, .uncac(46, 14)) { input in
      guard input.content.channel == .electronic, let stance = input.requirements.electronicSignature, stance != .no else { return [] }
      return [Hit("channel")]
    },
  ]

  /// Language and translation.
  static let language: [ReadinessRule] = [
    ReadinessRule("language-missing", .blocks, .uncac(46, 14)) { input in
      input.content.language == nil ? [Hit("language")] : []
    },
    ReadinessRule("language-not-accepted", .blocks, .uncac(46, 14), scope: .paragraphs9To29) { input in
      guard let known = languagesKnown(input), known.others == nil, isNoneOffered(of: known.listed, input) else { return [] }
      return [Hit("translation", ["languages": known.listed.map(\.rawValue).sorted().joined(separator: ",")])]
    },
    // The program reads six languages; whether one of them is among those the entry adds in words, an officer must see.
    ReadinessRule("language-doubtful", .delays, .uncac(46, 14), scope: .paragraphs9To29) { input in
      guard let known = languagesKnown(input), let others = known.others, let state = input.content.requestedState,
        isNoneOffered(of: known.listed, input)
      else { return [] }
      return [Hit("translation", ["state": state.code, "said": others])]
    },
    ReadinessRule("languages-not-known", .advice, .uncac(46, 14)) { input in
      guard case .success(let found) = input.recipient, found.languages.isEmpty, input.requirements.otherLanguages == nil else { return [] }
      return [Hit("translation", ["state": found.authority.state.code])]
    },
    ReadinessRule("translation-same-language", .delays, .uncac(46, 14)) { input in
      guard let language = input.content.language, language == input.content.translation else { return [] }
      return [Hit("translation")]
    },
    ReadinessRule("translation-not-certified", .delays, .practice("directory entry of the requested State")) { input in
      guard annexesAskedFor(input).contains(.certifiedTranslation), let known = languagesKnown(input),
        let language = input.content.language, !known.listed.contains(language)
      else { return [] }
      let attached = input.content.annexes.contains { $0.kind == .certifiedTranslation }
      return attached || input.content.translationCertified == true ? [] : [Hit("translationCertified")]
    },
  ]

  /// The languages that the requested State accepts: those of the six, and others told in words; `nil` when neither is known.
  private static func languagesKnown(_ input: ReadinessInput) -> (listed: Set<Language>, others: String?)? {
    guard case .success(let found) = input.recipient else { return nil }
    let others = isBlank(input.requirements.otherLanguages) ? nil : input.requirements.otherLanguages
    return found.languages.isEmpty && others == nil ? nil : (found.languages, others)
  }

  private static func isNoneOffered(of listed: Set<Language>, _ input: ReadinessInput) -> Bool {
    guard let language = input.content.language else { return false }
    return listed.isDisjoint(with: [language, input.content.translation].compactMap { $0 })
  }
}
