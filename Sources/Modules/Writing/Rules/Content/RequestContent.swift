// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Kernel

/// What a request says, as structured data: the same thing is a draft, a file and a letter.
///
/// Which members belong to it depends on its kind; those of a request for assistance stand in the order of article 46(15). While it is being
/// written anything can be missing; whether it may go out is decided by ``Readiness``. In files it is JSON or YAML, described by
/// `docs/protocol/request.schema.json`.
/// - Source: UNCAC 44, 46(15)
public struct RequestContent: Codable, Hashable, Sendable {
  /// The version of the file format.
  public var format: Int
  /// What it is for as a whole; a file that does not say so asks for assistance.
  public var kind: RequestKind
  /// The requesting State's own reference.
  public var reference: String?
  /// The State that asks.
  public var requestingState: StateCode?
  /// The State that is asked.
  public var requestedState: StateCode?
  /// The territory of the requested State that has an authority of its own, where one is meant.
  public var territory: String?
  /// The language in which facts, reasons and other narratives are written.
  public var language: Language?
  /// The language into which the request is translated for the requested State.
  public var translation: Language?
  /// Whether the certified translation is attached.
  public var translationCertified: Bool?
  /// How the request is to travel.
  public var channel: Channel?
  /// The request that this one adds to.
  public var supplements: SupplementedRequest?
  /// The treaty or other basis on which assistance is asked.
  public var legalBasis: LegalBasisClaim?
  /// The authority making the request, and who signs for it.
  public var authority: RequestingAuthority?
  /// The subject matter and nature of the proceeding, and the authority conducting it.
  public var proceeding: Proceeding?
  /// The offences, in the Convention and in the requesting State's own law.
  public var offences: [Offence]
  /// What happened.
  public var facts: String?
  /// What is sought, item by item.
  public var items: [AssistanceItem]
  /// The persons and entities concerned.
  public var persons: [Person]
  /// What the evidence, information or action is for.
  public var purpose: String?
  /// Whether the request is urgent, and why.
  public var urgency: Urgency?
  /// What must be kept confidential.
  public var confidentiality: Confidentiality?
  /// How the requesting State will use what it receives.
  public var use: UseOfResults?
  /// What the requesting State promises.
  public var undertakings: Undertakings?
  /// What is attached.
  public var annexes: [Annex]
  /// The person whose surrender is asked for.
  public var person: PersonConcerned?
  /// The warrant or judgment on which the request rests.
  public var courtDecision: CourtDecision?
  /// The conditions of extradition.
  public var extradition: ExtraditionTerms?
  /// When prosecution or enforcement becomes time-barred.
  public var limitation: Limitation?
  /// Arrest before the full request.
  public var provisionalArrest: ProvisionalArrest?
  /// How the person is to be handed over.
  public var surrender: Surrender?
  /// Information transmitted without a prior request.
  public var information: SpontaneousInformation?
  /// The conditions under which that information may be used.
  public var conditionsOnUse: ConditionsOnUse?
  /// The transfer of criminal proceedings.
  public var proceedingsTransfer: ProceedingsTransfer?
  /// The transfer of a sentenced person.
  public var sentenceTransfer: SentenceTransfer?

  /// The version of the file format that this program writes.
  public static let currentFormat = 1

  /// An empty draft from one State to another.
  public init(
    _ kind: RequestKind = .assistance, from requestingState: StateCode? = nil, to requestedState: StateCode? = nil,
    language: Language? = nil
  ) {
    format = Self.currentFormat
    self.kind = kind
    self.requestingState = requestingState
    self.requestedState = requestedState
    self.language = language
    offences = []
    items = []
    persons = []
    annexes = []
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case format, kind, reference, requestingState, requestedState, territory, language, translation, translationCertified, channel
    case supplements, legalBasis, authority, proceeding, offences, facts, items, persons, purpose, urgency, confidentiality, use
    case undertakings, annexes, person, courtDecision, extradition, limitation, provisionalArrest, surrender
    case information, conditionsOnUse, proceedingsTransfer, sentenceTransfer
  }

  /// Reads a request; lists that are absent are empty.
  /// - Throws: `DecodingError` naming the member that has another type than it must.
  public init(from decoder: any Decoder) throws {
    let file = try decoder.container(keyedBy: CodingKeys.self)
    format = try file.decode(Int.self, forKey: .format)
    guard format == Self.currentFormat else {
      throw DecodingError.dataCorruptedError(forKey: .format, in: file, debugDescription: "not format \(Self.currentFormat)")
    }
    kind = try file.decodeIfPresent(RequestKind.self, forKey: .kind) ?? .assistance
    reference = try file.decodeIfPresent(String.self, forKey: .reference)
    requestingState = try file.decodeIfPresent(StateCode.self, forKey: .requestingState)
    requestedState = try file.decodeIfPresent(StateCode.self, forKey: .requestedState)
    territory = try file.decodeIfPresent(String.self, forKey: .territory)
    language = try file.decodeIfPresent(Language.self, forKey: .language)
    translation = try file.decodeIfPresent(Language.self, forKey: .translation)
    translationCertified = try file.decodeIfPresent(Bool.self, forKey: .translationCertified)
    channel = try file.decodeIfPresent(Channel.self, forKey: .channel)
    supplements = try file.decodeIfPresent(SupplementedRequest.self, forKey: .supplements)
    legalBasis = try file.decodeIfPresent(LegalBasisClaim.self, forKey: .legalBasis)
    authority = try file.decodeIfPresent(RequestingAuthority.self, forKey: .authority)
    proceeding = try file.decodeIfPresent(Proceeding.self, forKey: .proceeding)
    offences = try file.decodeIfPresent([Offence].self, forKey: .offences) ?? []
    facts = try file.decodeIfPresent(String.self, forKey: .facts)
    items = try file.decodeIfPresent([AssistanceItem].self, forKey: .items) ?? []
    persons = try file.decodeIfPresent([Person].self, forKey: .persons) ?? []
    purpose = try file.decodeIfPresent(String.self, forKey: .purpose)
    urgency = try file.decodeIfPresent(Urgency.self, forKey: .urgency)
    confidentiality = try file.decodeIfPresent(Confidentiality.self, forKey: .confidentiality)
    use = try file.decodeIfPresent(UseOfResults.self, forKey: .use)
    undertakings = try file.decodeIfPresent(Undertakings.self, forKey: .undertakings)
    annexes = try file.decodeIfPresent([Annex].self, forKey: .annexes) ?? []
    person = try file.decodeIfPresent(PersonConcerned.self, forKey: .person)
    courtDecision = try file.decodeIfPresent(CourtDecision.self, forKey: .courtDecision)
    extradition = try file.decodeIfPresent(ExtraditionTerms.self, forKey: .extradition)
    limitation = try file.decodeIfPresent(Limitation.self, forKey: .limitation)
    provisionalArrest = try file.decodeIfPresent(ProvisionalArrest.self, forKey: .provisionalArrest)
    surrender = try file.decodeIfPresent(Surrender.self, forKey: .surrender)
    information = try file.decodeIfPresent(SpontaneousInformation.self, forKey: .information)
    conditionsOnUse = try file.decodeIfPresent(ConditionsOnUse.self, forKey: .conditionsOnUse)
    proceedingsTransfer = try file.decodeIfPresent(ProceedingsTransfer.self, forKey: .proceedingsTransfer)
    sentenceTransfer = try file.decodeIfPresent(SentenceTransfer.self, forKey: .sentenceTransfer)
  }

  /// Writes a request; digests of requests that are older than the kinds stay what they were.
  public func encode(to encoder: any Encoder) throws {
    var file = encoder.container(keyedBy: CodingKeys.self)
    // A request for assistance writes its lists even where they are empty and does not name its kind, as before there were kinds.
    func write(_ list: [some Encodable], _ key: CodingKeys) throws {
      if !list.isEmpty || kind == .assistance { try file.encode(list, forKey: key) }
    }
    try file.encode(format, forKey: .format)
    if kind != .assistance { try file.encode(kind, forKey: .kind) }
    try file.encodeIfPresent(reference, forKey: .reference)
    try file.encodeIfPresent(requestingState, forKey: .requestingState)
    try file.encodeIfPresent(requestedState, forKey: .requestedState)
    try file.encodeIfPresent(territory, forKey: .territory)
    try file.encodeIfPresent(language, forKey: .language)
    try file.encodeIfPresent(translation, forKey: .translation)
    try file.encodeIfPresent(translationCertified, forKey: .translationCertified)
    try file.encodeIfPresent(channel, forKey: .channel)
    try file.encodeIfPresent(supplements, forKey: .supplements)
    try file.encodeIfPresent(legalBasis, forKey: .legalBasis)
    try file.encodeIfPresent(authority, forKey: .authority)
    try file.encodeIfPresent(proceeding, forKey: .proceeding)
    try write(offences, .offences)
    try file.encodeIfPresent(facts, forKey: .facts)
    try write(items, .items)
    try write(persons, .persons)
    try file.encodeIfPresent(purpose, forKey: .purpose)
    try file.encodeIfPresent(urgency, forKey: .urgency)
    try file.encodeIfPresent(confidentiality, forKey: .confidentiality)
    try file.encodeIfPresent(use, forKey: .use)
    try file.encodeIfPresent(undertakings, forKey: .undertakings)
    try write(annexes, .annexes)
    try file.encodeIfPresent(person, forKey: .person)
    try file.encodeIfPresent(courtDecision, forKey: .courtDecision)
    try file.encodeIfPresent(extradition, forKey: .extradition)
    try file.encodeIfPresent(limitation, forKey: .limitation)
    try file.encodeIfPresent(provisionalArrest, forKey: .provisionalArrest)
    try file.encodeIfPresent(surrender, forKey: .surrender)
    try file.encodeIfPresent(information, forKey: .information)
    try file.encodeIfPresent(conditionsOnUse, forKey: .conditionsOnUse)
    try file.encodeIfPresent(proceedingsTransfer, forKey: .proceedingsTransfer)
    try file.encodeIfPresent(sentenceTransfer, forKey: .sentenceTransfer)
  }
}

extension RequestContent {
  /// The names of the members that say something.
  var presentMembers: [String] {
    let members: [(String, Bool)] = [
      ("requestedState", requestedState != nil), ("language", language != nil), ("supplements", supplements != nil),
      ("legalBasis", legalBasis != nil), ("authority", authority != nil), ("proceeding", proceeding != nil),
      ("offences", !offences.isEmpty), ("facts", facts != nil), ("items", !items.isEmpty), ("persons", !persons.isEmpty),
      ("purpose", purpose != nil), ("urgency", urgency != nil), ("confidentiality", confidentiality != nil || use != nil),
      ("undertakings", undertakings != nil), ("annexes", !annexes.isEmpty), ("person", person != nil),
      ("courtDecision", courtDecision != nil), ("extradition", extradition != nil), ("limitation", limitation != nil),
      ("provisionalArrest", provisionalArrest != nil), ("surrender", surrender != nil),
      ("information", information != nil), ("conditionsOnUse", conditionsOnUse != nil),
      ("proceedingsTransfer", proceedingsTransfer != nil), ("sentenceTransfer", sentenceTransfer != nil),
    ]
    return members.filter(\.1).map(\.0)
  }
}

/// The request that a supplementary request adds to.
public struct SupplementedRequest: Codable, Hashable, Sendable {
  /// The requesting State's reference of the earlier request.
  public var reference: String?
  /// The requested State's reference of the earlier request, if known.
  public var theirReference: String?
  /// The day the earlier request was sent.
  public var sentOn: CalendarDay?

  /// Names the earlier request.
  public init(reference: String? = nil, theirReference: String? = nil, sentOn: CalendarDay? = nil) {
    self.reference = reference
    self.theirReference = theirReference
    self.sentOn = sentOn
  }
}
